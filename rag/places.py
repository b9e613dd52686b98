"""Countries by their Dutch name, adjective and English name.

Row headings print "Duitsland"; people type "Duitse" or "Germany".
"""

from __future__ import annotations

import re
from functools import cache

from index.analysis import fold

# Dutch name | Dutch adjective stem (inflected with -e or not) | English names
_COUNTRIES = """
België|Belgisch|Belgium,Belgian
Bulgarije|Bulgaars|Bulgaria,Bulgarian
Tsjechië|Tsjechisch|Czechia,Czech
Denemarken|Deens|Denmark,Danish
Duitsland|Duits|Germany,German
Estland|Estisch,Ests|Estonia,Estonian
Ierland|Iers|Ireland,Irish
Griekenland|Grieks|Greece,Greek
Spanje|Spaans|Spain,Spanish
Frankrijk|Frans|France,French
Kroatië|Kroatisch|Croatia,Croatian
Italië|Italiaans|Italy,Italian
Cyprus|Cypriotisch|Cypriot
Letland|Lets,Letlands|Latvia,Latvian
Litouwen|Litouws|Lithuania,Lithuanian
Luxemburg|Luxemburgs|Luxembourg
Hongarije|Hongaars|Hungary,Hungarian
Malta|Maltees|Maltese
Nederland|Nederlands|Netherlands,Dutch,Holland
Oostenrijk|Oostenrijks|Austria,Austrian
Polen|Pools|Poland,Polish
Portugal|Portugees|Portuguese
Roemenië|Roemeens|Romania,Romanian
Slovenië|Sloveens|Slovenia,Slovenian
Slowakije|Slowaaks|Slovakia,Slovak
Finland|Fins|Finnish
Zweden|Zweeds|Sweden,Swedish
Noorwegen|Noors|Norway,Norwegian
Zwitserland|Zwitsers|Switzerland,Swiss
Verenigd Koninkrijk|Brits|United Kingdom,Britain,British,Engeland,Engels,England,Groot-Brittannië
IJsland|IJslands|Iceland,Icelandic
Oekraïne|Oekraïens|Ukraine,Ukrainian
Turkije|Turks|Turkey,Turkish
Servië|Servisch|Serbia,Serbian
Albanië|Albanees|Albania,Albanian
Noord-Macedonië|Macedonisch|North Macedonia
Montenegro|Montenegrijns|Montenegrin
Bosnië en Herzegovina|Bosnisch|Bosnia
Kosovo|Kosovaars|Kosovar
Moldavië|Moldavisch|Moldova
Georgië|Georgisch|Georgia
Rusland|Russisch|Russia,Russian
Syrië|Syrisch|Syria,Syrian
Irak|Iraaks|Iraq,Iraqi
Iran|Iraans|Iranian
Afghanistan|Afghaans|Afghan
Eritrea|Eritrees|Eritrean
Ethiopië|Ethiopisch|Ethiopia
Somalië|Somalisch|Somalia
Marokko|Marokkaans|Morocco,Moroccan
Algerije|Algerijns|Algeria
Tunesië|Tunesisch|Tunisia
Egypte|Egyptisch|Egypt
Nigeria|Nigeriaans|Nigerian
Oeganda|Oegandees|Uganda
Verenigde Staten|Amerikaans|United States,America,American,USA,Amerika
Canada|Canadees|Canadian
China|Chinees|Chinese
India|Indiaas|Indian
Australië|Australisch|Australia
Suriname|Surinaams|Surinamese
"""
_UNION = "EU"
_UNION_NAMES = (
    "eu-27|eu27|eu-gemiddelde|eu gemiddelde|gemiddelde (?:van|in|voor) (?:de )?(?:eu|europese unie)|"
    "europees gemiddelde|europese gemiddelde|gemiddeld in (?:de )?(?:eu|europa|europese unie)|europese unie|"
    "eu average|european average|european union|de eu|hele eu|heel europa|the eu|eu als geheel|en europa|in europa"
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for line in _COUNTRIES.strip().splitlines():
        name, adjectives, english = line.split("|")
        forms = [name, *english.split(",")]
        for adjective in adjectives.split(","):
            inflected = f"{adjective[:-3]}ese" if adjective.endswith("ees") else f"{adjective}e"
            forms += [adjective, inflected]
        alternatives = "|".join(re.escape(fold(form)) for form in sorted(set(forms), key=len, reverse=True))
        patterns.append((name, re.compile(rf"(?<![\w-])(?:{alternatives})(?:'?s)?(?![\w-])")))
    patterns.append((_UNION, re.compile(rf"(?<![\w-])(?:{_UNION_NAMES})(?![\w-])")))
    return tuple(patterns)


def find_places(text: str) -> tuple[str, ...]:
    """The countries that ``text`` names, by Dutch name; the European Union as "EU".

    >>> find_places("Deden de Duitse en Belgische diensten dat ook?")
    ('België', 'Duitsland')
    """
    folded = fold(text)
    return tuple(name for name, pattern in _patterns() if pattern.search(folded))


def place_of_label(label: str) -> str | None:
    """The country or union that a row heading stands for, or None.

    >>> place_of_label("EU-27"), place_of_label("Totaal")
    ('EU', None)
    """
    if re.match(r"eu\b", fold(label)):
        return _UNION
    places = find_places(label)
    return places[0] if len(places) == 1 and fold(places[0]) == fold(label) else None


def is_aggregate(label: str) -> bool:
    """Whether a row sums up or averages the others, so that it takes no part in a ranking."""
    return re.match(r"(?:eu\b|totaal|gemiddeld|subtotaal|eindtotaal|som\b|alle\b)", fold(label)) is not None


def replace_places(text: str, replacement: str) -> str:
    """``text`` with each country that it names replaced by ``replacement``."""
    for _, pattern in _patterns():
        text = _sub_folded(pattern, replacement, text)
    return text


def _sub_folded(pattern: re.Pattern[str], replacement: str, text: str) -> str:
    """Replace what ``pattern`` finds in the folded text at the same place in ``text`` itself."""
    folded = fold(text)
    if len(folded) != len(text):  # folding has changed the length; offsets would not carry over
        return pattern.sub(replacement, folded)
    pieces, end = [], 0
    for match in pattern.finditer(folded):
        pieces += [text[end : match.start()], replacement]
        end = match.end()
    return "".join([*pieces, text[end:]])
