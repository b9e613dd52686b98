"""Countries by their Dutch name, adjective and English name.

Row headings print "Duitsland"; people type "Duitse" or "Germany".
"""

from __future__ import annotations

import re
from functools import cache

from index.analysis import fold

# Dutch name | Dutch adjective (inflected with -e or not) | other and English names | inhabitants (with -s or not)
_COUNTRIES = """
België|Belgisch|Belgium,Belgian|Belg,Belgen
Bulgarije|Bulgaars|Bulgaria,Bulgarian|Bulgaar,Bulgaren
Tsjechië|Tsjechisch|Czechia,Czech|Tsjech,Tsjechen
Denemarken|Deens|Denmark,Danish|Deen,Denen
Duitsland|Duits|Germany,German|Duitser
Estland|Estisch,Ests|Estonia,Estonian|Esten
Ierland|Iers|Ireland,Irish|Ier,Ieren
Griekenland|Grieks|Greece,Greek|Griek,Grieken
Spanje|Spaans|Spain,Spanish|Spanjaard,Spanjaarden
Frankrijk|Frans|France,French|Fransman,Fransen
Kroatië|Kroatisch|Croatia,Croatian|Kroaat,Kroaten
Italië|Italiaans|Italy,Italian|Italiaan,Italianen
Cyprus|Cypriotisch|Cypriot|Cyprioot,Cyprioten
Letland|Lets,Letlands|Latvia,Latvian|
Litouwen|Litouws|Lithuania,Lithuanian|Litouwer
Luxemburg|Luxemburgs|Luxembourg|Luxemburger
Hongarije|Hongaars|Hungary,Hungarian|Hongaar,Hongaren
Malta|Maltees|Maltese|Maltezer
Nederland|Nederlands|Netherlands,Dutch,Holland|Nederlander
Oostenrijk|Oostenrijks|Austria,Austrian|Oostenrijker
Polen|Pools|Poland,Polish|
Portugal|Portugees|Portuguese|Portugezen
Roemenië|Roemeens|Romania,Romanian|Roemeen,Roemenen
Slovenië|Sloveens|Slovenia,Slovenian|Sloveen,Slovenen
Slowakije|Slowaaks|Slovakia,Slovak|Slowaak,Slowaken
Finland|Fins|Finnish|Finnen
Zweden|Zweeds|Sweden,Swedish|Zweed
Noorwegen|Noors|Norway,Norwegian|Noor,Noren
Zwitserland|Zwitsers|Switzerland,Swiss|Zwitser
Verenigd Koninkrijk|Brits|UK,VK,United Kingdom,Britain,British,Engeland,Engels,England,Groot-Brittannië|Brit,Britten
IJsland|IJslands|Iceland,Icelandic|IJslander
Oekraïne|Oekraïens|Ukraine,Ukrainian|Oekraïner
Turkije|Turks|Turkey,Turkish|Turk,Turken
Servië|Servisch|Serbia,Serbian|Serviër
Albanië|Albanees|Albania,Albanian|Albanezen
Noord-Macedonië|Macedonisch|North Macedonia|Macedoniër
Montenegro|Montenegrijns|Montenegrin|Montenegrijn,Montenegrijnen
Bosnië en Herzegovina|Bosnisch|Bosnia,Bosnië|Bosniër
Kosovo|Kosovaars|Kosovar|Kosovaar,Kosovaren
Moldavië|Moldavisch|Moldova|Moldaviër
Georgië|Georgisch|Georgia|Georgiër
Rusland|Russisch|Russia,Russian|Rus,Russen
Syrië|Syrisch|Syria,Syrian|Syriër
Irak|Iraaks|Iraq,Iraqi|Irakees,Irakezen
Iran|Iraans|Iranian|Iraniër
Afghanistan|Afghaans|Afghan|Afghaan,Afghanen
Eritrea|Eritrees|Eritrean|Eritreeër
Ethiopië|Ethiopisch|Ethiopia|Ethiopiër
Somalië|Somalisch|Somalia|Somaliër
Marokko|Marokkaans|Morocco,Moroccan|Marokkaan,Marokkanen
Algerije|Algerijns|Algeria|Algerijn,Algerijnen
Tunesië|Tunesisch|Tunisia|Tunesiër
Egypte|Egyptisch|Egypt|Egyptenaar,Egyptenaren
Nigeria|Nigeriaans|Nigerian|Nigeriaan,Nigerianen
Oeganda|Oegandees|Uganda|Oegandezen
Verenigde Staten|Amerikaans|United States,America,American,USA,Amerika|Amerikaan,Amerikanen
Canada|Canadees|Canadian|Canadezen
China|Chinees|Chinese|Chinezen
India|Indiaas|Indian|Indiër
Australië|Australisch|Australia|Australiër
Suriname|Surinaams|Surinamese|Surinamer
Jemen|Jemenitisch|Yemen,Yemeni|Jemeniet,Jemenieten
Soedan|Soedanees|Sudan,Sudanese|Soedanezen
Pakistan|Pakistaans|Pakistani|Pakistaan,Pakistanen
Libië|Libisch|Libya,Libyan|Libiër
Libanon|Libanees|Lebanon,Lebanese|Libanezen
Jordanië|Jordaans|Jordan,Jordanian|Jordaniër
Palestina|Palestijns|Palestine,Palestinian|Palestijn,Palestijnen
Israël|Israëlisch|Israeli|Israëliër
Belarus|Wit-Russisch,Belarussisch|Wit-Rusland,Belarusian|Belarussen
Armenië|Armeens|Armenia,Armenian|Armeniër
Azerbeidzjan|Azerbeidzjaans|Azerbaijan,Azerbaijani|Azerbeidzjanen
Gambia|Gambiaans|Gambian|Gambianen
Guinee|Guinees|Guinea,Guinean|Guineeër
Ghana|Ghanees|Ghanaian|Ghanezen
Congo|Congolees|DRC,Congolese|Congolezen
Sierra Leone|Sierra Leoons|Sierra Leonean|
Colombia|Colombiaans|Colombian|Colombianen
Venezuela|Venezolaans|Venezuelan|Venezolanen
Sri Lanka|Sri Lankaans|Sri Lankan|
Vietnam|Vietnamees|Vietnamese|Vietnamezen
Bangladesh|Bengaals|Bangladeshi|Bengalen
"""
_UNION = "EU"
_UNION_NAMES = (
    "eu-27|eu27|eu-gemiddelde|eu gemiddelde|gemiddelde (?:van|in|voor) (?:de )?(?:eu|europese unie)|"
    "europees gemiddelde|europese gemiddelde|gemiddeld in (?:de )?(?:eu|europa|europese unie)|europese unie|"
    "eu average|european average|european union|heel europa|eu als geheel|en europa|in europa|"
    # "de EU", but in "de EU-landen" and "de EU lidstaten" it is the members that are meant.
    r"(?:de|hele|the) eu(?!\s+(?:land|lidsta|member|countr))|"
    r"eu(?=\W*$|\s*[,;:?.)]|\s+(?:in|en|of|voor|over|dan|had|was|is|heeft|op|[qk][1-4]|eerste|tweede|derde|vierde|laatste|\d{4})\b)"
)
_UNION_LABEL = re.compile(r"(?:eu(?:[ -]?\d\d)?|europese unie|european union)\b")
_AGGREGATE = re.compile(rf"{_UNION_LABEL.pattern}|totaal|total\b|gemiddeld|subtotaal|eindtotaal|som\b|alle\b")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for line in _COUNTRIES.strip().splitlines():
        name, adjectives, english, people = line.split("|")
        forms = [name, *filter(None, f"{english},{people}".split(","))]
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
    if _UNION_LABEL.match(fold(label)):
        return _UNION
    places = find_places(label)
    return places[0] if len(places) == 1 and fold(places[0]) == fold(label) else None


def is_aggregate(label: str) -> bool:
    """Whether a row sums up or averages the others, so that it takes no part in a ranking."""
    return _AGGREGATE.match(fold(label)) is not None


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
