"""Countries by their Dutch name, adjective and English name.

Row headings print "Duitsland"; people type "Duitse" or "Germany".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
Japan|Japans|Japanese|Japanner
Korea|Koreaans|South Korea,North Korea,Zuid-Korea,Noord-Korea,Korean|Koreaan,Koreanen
Mongolië|Mongools|Mongolia,Mongolian|Mongolen
Thailand|Thais|Thai|
Indonesië|Indonesisch|Indonesia,Indonesian|Indonesiër
Filipijnen|Filipijns|Philippines,Filipino|
Maleisië|Maleisisch|Malaysia|
Nepal|Nepalees|Nepali|Nepalezen
Myanmar|Myanmarees,Birmaans|Birma,Burma|Rohingya
Kazachstan|Kazachs|Kazakhstan|Kazachen
Oezbekistan|Oezbeeks|Uzbekistan|Oezbeken
Tadzjikistan|Tadzjieks|Tajikistan|Tadzjieken
Saoedi-Arabië|Saoedisch|Saudi Arabia,Saudi|Saoediër
Verenigde Arabische Emiraten|Emiratisch|United Arab Emirates|
Koeweit|Koeweits|Kuwait,Kuwaiti|
Qatar|Qatarees|Qatari|
Mexico|Mexicaans|Mexican|Mexicanen
Cuba|Cubaans|Cuban|Cubanen
Haïti|Haïtiaans|Haitian|Haïtianen
Brazilië|Braziliaans|Brazil,Brazilian|Brazilianen
Argentinië|Argentijns|Argentina,Argentinian|Argentijnen
Chili|Chileens|Chile,Chilean|Chilenen
Peru|Peruaans|Peruvian|Peruanen
Ecuador|Ecuadoraans|Ecuadorian|Ecuadoranen
Zuid-Afrika|Zuid-Afrikaans|South Africa,South African|
Kenia|Keniaans|Kenya,Kenyan|Kenianen
Rwanda|Rwandees|Rwandan|Rwandezen
Burundi|Burundees|Burundian|Burundezen
Kameroen|Kameroens|Cameroon,Cameroonian|Kameroeners
Senegal|Senegalees|Senegalese|Senegalezen
Ivoorkust|Ivoriaans|Ivory Coast,Ivorian|Ivorianen
Mali|Malinees|Malian|Malinezen
Togo|Togolees|Togolese|Togolezen
Angola|Angolees|Angolan|Angolezen
Tsjaad|Tsjadisch|Chad|
Nieuw-Zeeland|Nieuw-Zeelands|New Zealand|Nieuw-Zeelander
"""
_UNION = "EU"
_UNION_NAME = re.compile(
    r"(?<![\w-])(?:eu-27|eu27|eu-gemiddelde|eu gemiddelde|gemiddelde (?:van|in|voor) (?:de )?(?:eu|europese unie)|"
    "europees gemiddelde|europese gemiddelde|gemiddeld in (?:de )?(?:eu|europa|europese unie)|europese unie|"
    "eu average|european average|european union|heel europa|eu als geheel|en europa|in europa|"
    # "de EU", but in "de EU-landen" and "de EU lidstaten" it is the members that are meant.
    r"(?:de|hele|the) eu(?!\s+(?:land|lidsta|member|countr))|"
    r"eu(?=\W*$|\s*[,;:?.)]|\s+(?:in|en|of|voor|over|dan|had|was|is|heeft|op|[qk][1-4]|eerste|tweede|derde|vierde|laatste|\d{4})\b))"
    r"(?![\w-])"
)
_UNION_LABEL = re.compile(r"(?:eu(?:[ -]?\d\d)?|europese unie|european union)\b")
_AGGREGATE = re.compile(rf"{_UNION_LABEL.pattern}|totaal|total\b|gemiddeld|subtotaal|eindtotaal|som\b|alle\b")


@cache
def _names_by_form() -> dict[str, str]:
    """The country of every folded form of its name, in the order of the list above."""
    names: dict[str, str] = {}
    for line in _COUNTRIES.strip().splitlines():
        name, adjectives, others, people = line.split("|")
        forms = [name, *filter(None, f"{others},{people}".split(","))]
        for adjective in adjectives.split(","):
            inflected = f"{adjective[:-3]}ese" if adjective.endswith("ees") else f"{adjective}e"
            forms += [adjective, inflected]
        names |= dict.fromkeys(map(fold, forms), name)
    return names


@cache
def _order() -> dict[str, int]:
    return {name: i for i, name in enumerate((*dict.fromkeys(_names_by_form().values()), _UNION))}


def _standing_alone(forms: Iterable[str]) -> re.Pattern[str]:
    """Finds each of ``forms``, longest first, as a word of its own, perhaps with an "s" behind it."""
    alternatives = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(rf"(?<![\w-])({alternatives})(?:'?s)?(?![\w-])")


@cache
def _forms_of_several_words() -> re.Pattern[str]:
    return _standing_alone(form for form in _names_by_form() if " " in form)


@cache
def _any_place() -> re.Pattern[str]:
    return re.compile(f"{_standing_alone(_names_by_form()).pattern}|{_UNION_NAME.pattern}")


def find_places(text: str) -> tuple[str, ...]:
    """The countries that ``text`` names, by Dutch name; the European Union as "EU".

    >>> find_places("Deden de Duitse en Belgische diensten dat ook?")
    ('België', 'Duitsland')
    """
    folded, names = fold(text), _names_by_form()
    forms = {form for word in re.findall(r"[\w-]+", folded) for form in (word, word.removesuffix("s"))}
    forms.update(_forms_of_several_words().findall(folded))
    found = {names[form] for form in forms if form in names}
    if _UNION_NAME.search(folded):
        found.add(_UNION)
    return tuple(sorted(found, key=_order().__getitem__))


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
    folded = fold(text)
    if len(folded) != len(text):  # folding has changed the length; offsets would not carry over
        text = folded
    pieces, end = [], 0
    for match in _any_place().finditer(folded):
        pieces += [text[end : match.start()], replacement]
        end = match.end()
    return "".join([*pieces, text[end:]])
