"""Dutch municipalities and cities by name.

A query about Rotterdam is not answered by a text that is silent about Rotterdam, though all else in
it matches. Provinces are left out, Groningen and Utrecht with them, since a text about a village in one need not name
it, and so is the seat of government: "Den Haag" mostly means the government. Names that are words too
("Best", "Duiven") count with a capital inside a sentence only.
"""

from __future__ import annotations

import re
from functools import cache

from index.analysis import fold

_NAMES = """
Aa en Hunze,Aalsmeer,Aalten,Achtkarspelen,Alblasserdam,Albrandswaard,Alkmaar,Almelo,Almere,Alphen aan den Rijn,
Altena,Ameland,Amersfoort,Amstelveen,Amsterdam,Apeldoorn,Arnhem,Assen,Asten,Baarn,Barendrecht,Barneveld,Beek,
Beekdaelen,Berg en Dal,Bergeijk,Bergen,Bergen op Zoom,Berkelland,Bernheze,Best,Beuningen,Beverwijk,Bilthoven,
Bladel,Blaricum,Bloemendaal,Bodegraven-Reeuwijk,Boekel,Borger-Odoorn,Borne,Borsele,Boxtel,Breda,Brielle,
Bronckhorst,Brummen,Brunssum,Budel,Bunnik,Bunschoten,Buren,Bussum,Capelle aan den IJssel,Castricum,Coevorden,
Cranendonck,Culemborg,Dalfsen,Dantumadiel,De Bilt,De Fryske Marren,De Ronde Venen,De Wolden,Delft,Delfzijl,
Den Bosch,Den Helder,Deurne,Deventer,Diemen,Dijk en Waard,Dinkelland,Doesburg,Doetinchem,Dongen,Dordrecht,
Drachten,Drechterland,Drimmelen,Dronten,Druten,Duiven,Echt,Echt-Susteren,Edam-Volendam,Ede,Eemnes,Eemsdelta,
Eersel,Eijsden-Margraten,Eindhoven,Elburg,Emmen,Enkhuizen,Enschede,Epe,Ermelo,Etten-Leur,Franeker,
Geertruidenberg,Geldrop-Mierlo,Geleen,Gemert-Bakel,Gennep,Gilze en Rijen,Goeree-Overflakkee,Goes,Goirle,
Gooise Meren,Gorinchem,Gouda,Gulpen-Wittem,Haaksbergen,Haarlem,Haarlemmermeer,Halderberge,Hardenberg,Harderwijk,
Hardinxveld-Giessendam,Harlingen,Hattem,Heemskerk,Heemstede,Heerde,Heerenveen,Heerhugowaard,Heerlen,
Heeze-Leende,Heiloo,Hellendoorn,Hellevoetsluis,Helmond,Hendrik-Ido-Ambacht,Hengelo,'s-Hertogenbosch,
Het Hogeland,Heumen,Heusden,Hillegom,Hilvarenbeek,Hilversum,Hoeksche Waard,Hof van Twente,Hollands Kroon,
Hoogeveen,Hoorn,Horst aan de Maas,Houten,Huizen,Hulst,IJmuiden,IJsselstein,Kaag en Braassem,Kampen,Kapelle,
Katwijk,Kerkrade,Koggenland,Krimpen aan den IJssel,Krimpenerwaard,Laarbeek,Land van Cuijk,Landgraaf,Landsmeer,
Lansingerland,Laren,Leek,Leeuwarden,Leiden,Leiderdorp,Leidschendam-Voorburg,Lelystad,Leudal,Leusden,Lingewaard,
Lisse,Lochem,Loon op Zand,Lopik,Losser,Maasdriel,Maasgouw,Maashorst,Maassluis,Maastricht,Medemblik,Meerssen,
Meierijstad,Meppel,Middelburg,Midden-Delfland,Midden-Drenthe,Midden-Groningen,Moerdijk,Molenlanden,Montferland,
Montfoort,Mook en Middelaar,Neder-Betuwe,Nederweert,Nieuwegein,Nieuwkoop,Nijkerk,Nijmegen,Nissewaard,
Noardeast-Fryslân,Noord-Beveland,Noordenveld,Noordoostpolder,Noordwijk,Nuenen,Nunspeet,Oegstgeest,Oirschot,
Oisterwijk,Oldambt,Oldebroek,Oldenzaal,Olst-Wijhe,Ommen,Oost Gelre,Oosterhout,Ooststellingwerf,Oostzaan,Opmeer,
Oss,Oude IJsselstreek,Ouder-Amstel,Oudewater,Overbetuwe,Papendrecht,Peel en Maas,Pekela,Pijnacker-Nootdorp,
Purmerend,Putten,Raalte,Reimerswaal,Renkum,Renswoude,Reusel-De Mierden,Rheden,Rhenen,Ridderkerk,Rijssen-Holten,
Rijswijk,Roerdalen,Roermond,Roosendaal,Rotterdam,Rucphen,Schagen,Scherpenzeel,Schiedam,Schiermonnikoog,
Schouwen-Duiveland,Simpelveld,Sint-Michielsgestel,Sittard,Sittard-Geleen,Sliedrecht,Sluis,Smallingerland,Sneek,
Soest,Someren,Son en Breugel,Spakenburg,Spijkenisse,Stadskanaal,Staphorst,Stede Broec,Steenbergen,
Steenwijkerland,Stein,Stichtse Vecht,Súdwest-Fryslân,Terneuzen,Terschelling,Texel,Teylingen,Tholen,Tiel,Tilburg,
Tubbergen,Twenterand,Tynaarlo,Tytsjerksteradiel,Uden,Uitgeest,Uithoorn,Urk,Utrechtse Heuvelrug,Vaals,Valkenburg,
Valkenswaard,Veendam,Veenendaal,Veere,Veghel,Veldhoven,Velsen,Venlo,Venray,Vijfheerenlanden,Vlaardingen,
Vlieland,Vlissingen,Voerendaal,Volendam,Voorne aan Zee,Voorschoten,Voorst,Vught,Waadhoeke,Waalre,Waalwijk,
Waddinxveen,Wageningen,Wassenaar,Waterland,Weert,Weesp,West Betuwe,West Maas en Waal,Westerkwartier,Westerveld,
Westervoort,Westerwolde,Westland,Weststellingwerf,Wierden,Wijchen,Wijdemeren,Wijk bij Duurstede,Winschoten,
Winterswijk,Woensdrecht,Woerden,Wormerland,Woudenberg,Zaandam,Zaanstad,Zaltbommel,Zandvoort,Zeewolde,Zeist,
Zevenaar,Zoetermeer,Zoeterwoude,Zuidplas,Zundert,Zutphen,Zwartewaterland,Zwijndrecht,Zwolle
"""
_WORDS_TOO = frozenset(
    (
        "Best,Bergen,Beek,Buren,Houten,Hulst,Putten,Laren,Losser,Duiven,Goes,Leek,Heerde,Echt,Sluis,Stein,Kapelle,"
        "Westland,Waterland,Emmen,Ommen,Huizen,Soest,Borne,Epe,Ede,Voorst,Altena,Asten,Weert,Veere,Wierden,Zuidplas"
    ).split(",")
)


@cache
def _pattern(of_words: bool) -> re.Pattern[str]:
    names = [name.strip() for name in _NAMES.replace("\n", "").split(",") if name.strip()]
    kept = sorted((n for n in names if (n in _WORDS_TOO) == of_words), key=len, reverse=True)
    said = "|".join(re.escape(name if of_words else fold(name)) for name in kept)
    return re.compile(rf"(?<=\S\s)(?:{said})(?:se)?\b" if of_words else rf"(?<![\w-])(?:{said})(?:se|s)?(?![\w-])")


def find_towns(text: str) -> frozenset[str]:
    """The towns that ``text`` names, folded, an ending left off."""
    found = {*_pattern(False).findall(fold(text)), *map(fold, _pattern(True).findall(text))}
    return frozenset(re.sub(r"(?<=[a-z]{4})se?$", "", name) for name in found)
