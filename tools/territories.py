#!/usr/bin/env python3
"""Writes conformance/domain/territory_table.py: countries, zones and address lines as Shopify has them.

    python tools/territories.py

Codes and names come from pycountry (ISO 3166). What differs is listed here, as read from Shopify's own public
address library (github.com/Shopify/worldwide, August 2026): which ISO subdivisions are zones, Shopify's codes
that are not ISO's, its names that are not pycountry's, and the order of the lines of an address.
"""

from __future__ import annotations

from pathlib import Path

import pycountry

TARGET = Path(__file__).parent.parent / "conformance" / "domain" / "territory_table.py"

NOT_COUNTRIES = {"AQ", "AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"}
"""In ISO 3166-1, but not in Shopify's CountryCode; most are zones of the US."""

ZONED = "AE AR AU BR CA CL CN CO CR EG ES GB GT HK ID IE IN IT JP KR KW MX MY NG NZ PA PE PH PT RO RU SV TH US UY VE ZA"
"""The countries with zones; in all others a province is ignored."""

KEEP_PREFIX = {"CR", "JP", "KR", "KW", "PA", "PE", "PH", "PT", "SV", "TH", "UY", "VE"}
"""Zone codes carry the country here: `JP-13`."""

OTHER_LEVELS = {
    "CN": {"Special administrative region"},
    "ES": {"Autonomous community"},
    "ID": {"Geographical unit"},
    "IE": {"Province"},
    "IT": {"Region", "Autonomous region"},
    "PH": {"Region"},
}
"""Types of ISO subdivisions that are not zones."""

NOT_ZONES = {
    "CN": "TW XZ",
    "ID": "PD PE PS PT",
    "IN": "DH OD",
    "IT": "SU",
    "MX": "AGU BCN CAM CHP CHH CMX COA DUR GUA HID MIC NLE QUE ROO TAM TLA",
    "PA": "PA-NT",
    "PH": "PH-MGN PH-MGS",
    "US": "UM",
    "ZA": "KZN",
}
"""ISO subdivisions that Shopify lacks, or has under a code of its own."""

OWN_CODES_ONLY = {"GT", "HK", "MY"}
ONLY = {"GB": {"ENG", "NIR", "SCT", "WLS"}}
BESIDES = {"PH": {"PH-00"}}
"""Zones although their level is not."""

OWN_CODES = """
CN: YZ=Xizang
EG: SU=6th of October | HU=Helwan
GB: BFP=British Forces
GT: AVE=Alta Verapaz | BVE=Baja Verapaz | CMT=Chimaltenango | CQM=Chiquimula | EPR=El Progreso | ESC=Escuintla | GUA=Guatemala | HUE=Huehuetenango | IZA=Izabal | JAL=Jalapa | JUT=Jutiapa | PET=Petén | QUE=Quetzaltenango | QUI=Quiché | RET=Retalhuleu | SAC=Sacatepéquez | SMA=San Marcos | SRO=Santa Rosa | SOL=Sololá | SUC=Suchitepéquez | TOT=Totonicapán | ZAC=Zacapa
HK: HK=Hong Kong Island | KL=Kowloon | NT=New Territories
IN: DN=Dadra and Nagar Haveli | DD=Daman and Diu | OR=Odisha
IT: AO=Aosta | OT=Gallura Nord-Est Sardegna | VS=Medio Campidano | OG=Ogliastra | CI=Sulcis Iglesiente
MX: AGS=Aguascalientes | BC=Baja California | CAMP=Campeche | CHIS=Chiapas | CHIH=Chihuahua | DF=Ciudad de México | COAH=Coahuila | DGO=Durango | GTO=Guanajuato | HGO=Hidalgo | MICH=Michoacán | NL=Nuevo León | QRO=Querétaro | Q ROO=Quintana Roo | TAMPS=Tamaulipas | TLAX=Tlaxcala
MY: JHR=Johor | KDH=Kedah | KTN=Kelantan | KUL=Kuala Lumpur | LBN=Labuan | MLK=Melaka | NSN=Negeri Sembilan | PHG=Pahang | PNG=Penang | PRK=Perak | PLS=Perlis | PJY=Putrajaya | SBH=Sabah | SWK=Sarawak | SGR=Selangor | TRG=Terengganu
PH: PH-MAG=Maguindanao
US: FM=Federated States of Micronesia | MH=Marshall Islands | PW=Palau | AA=Armed Forces Americas | AE=Armed Forces Europe | AP=Armed Forces Pacific
ZA: NL=KwaZulu-Natal
"""

ZONE_NAMES = """
AE: AZ=Abu Dhabi | AJ=Ajman | DU=Dubai | FU=Fujairah | RK=Ras al-Khaimah | SH=Sharjah | UQ=Umm al-Quwain
AR: G=Santiago Del Estero | V=Tierra Del Fuego
CL: AP=Arica and Parinacota | RM=Santiago | LI=O'Higgins | AR=Araucanía | AI=Aysén
CN: AH=Anhui | BJ=Beijing | CQ=Chongqing | FJ=Fujian | GS=Gansu | GD=Guangdong | GX=Guangxi | GZ=Guizhou | HI=Hainan | HE=Hebei | HL=Heilongjiang | HA=Henan | HB=Hubei | HN=Hunan | NM=Inner Mongolia | JS=Jiangsu | JX=Jiangxi | JL=Jilin | LN=Liaoning | NX=Ningxia | QH=Qinghai | SN=Shaanxi | SD=Shandong | SH=Shanghai | SX=Shanxi | SC=Sichuan | TJ=Tianjin | XJ=Xinjiang | YN=Yunnan | ZJ=Zhejiang
CO: DC=Bogotá, D.C.
EG: SHR=Al Sharqia | ALX=Alexandria | ASN=Aswan | AST=Asyut | BH=Beheira | BNS=Beni Suef | C=Cairo | DK=Dakahlia | DT=Damietta | FYM=Faiyum | GH=Gharbia | GZ=Giza | IS=Ismailia | KFS=Kafr el-Sheikh | LX=Luxor | MT=Matrouh | MN=Minya | MNF=Monufia | WAD=New Valley | SIN=North Sinai | PTS=Port Said | KB=Qalyubia | KN=Qena | BA=Red Sea | SHG=Sohag | JS=South Sinai | SUZ=Suez
ES: C=A Coruña | PM=Balears | B=Barcelona | GI=Girona | SS=Guipúzcoa | L=Lleida | LU=Lugo | OR=Ourense | PO=Pontevedra | T=Tarragona | BI=Vizcaya
GB: WLS=Wales
ID: BB=Bangka Belitung | JK=Jakarta | SU=North Sumatra | SS=South Sumatra | SB=West Sumatra
IN: AR=Arunachal Pradesh | BR=Bihar | CH=Chandigarh | CG=Chhattisgarh | GJ=Gujarat | HR=Haryana | HP=Himachal Pradesh | JK=Jammu and Kashmir | JH=Jharkhand | KA=Karnataka | LA=Ladakh | MH=Maharashtra | ML=Meghalaya | NL=Nagaland | RJ=Rajasthan | TN=Tamil Nadu | TS=Telangana | UK=Uttarakhand
JP: JP-01=Hokkaidō | JP-13=Tōkyō | JP-26=Kyōto | JP-27=Ōsaka | JP-28=Hyōgo | JP-39=Kōchi | JP-44=Ōita
KR: KR-26=Busan | KR-43=Chungbuk | KR-44=Chungnam | KR-27=Daegu | KR-30=Daejeon | KR-42=Gangwon | KR-29=Gwangju | KR-47=Gyeongbuk | KR-41=Gyeonggi | KR-48=Gyeongnam | KR-28=Incheon | KR-49=Jeju | KR-45=Jeonbuk | KR-46=Jeonnam | KR-11=Seoul | KR-31=Ulsan
KW: KW-AH=Al Ahmadi | KW-KU=Al Asimah | KW-FA=Al Farwaniyah | KW-JA=Al Jahra | KW-HA=Hawalli | KW-MU=Mubarak Al-Kabeer
MX: VER=Veracruz
NZ: CIT=Chatham Islands | MWT=Manawatu-Wanganui | WGN=Wellington
PA: PA-KY=Kuna Yala | PA-NB=Ngöbe-Buglé
PE: PE-ANC=Áncash | PE-CAL=Callao | PE-CUS=Cuzco | PE-LIM=Lima (departamento) | PE-LMA=Lima (provincia)
PH: PH-00=Metro Manila | PH-MDC=Occidental Mindoro | PH-MDR=Oriental Mindoro
PT: PT-20=Açores | PT-30=Madeira
RU: AD=Republic of Adygeya | AL=Altai Republic | ALT=Altai Krai | AMU=Amur Oblast | ARK=Arkhangelsk Oblast | AST=Astrakhan Oblast | BA=Republic of Bashkortostan | BEL=Belgorod Oblast | BRY=Bryansk Oblast | BU=Republic of Buryatia | CE=Chechen Republic | CHE=Chelyabinsk Oblast | CHU=Chukotka Autonomous Okrug | CU=Chuvash Republic | DA=Republic of Dagestan | IN=Republic of Ingushetia | IRK=Irkutsk Oblast | IVA=Ivanovo Oblast | YEV=Jewish Autonomous Oblast | KB=Kabardino-Balkarian Republic | KGD=Kaliningrad Oblast | KL=Republic of Kalmykia | KLU=Kaluga Oblast | KAM=Kamchatka Krai | KC=Karachay–Cherkess Republic | KR=Republic of Karelia | KEM=Kemerovo Oblast | KHA=Khabarovsk Krai | KK=Republic of Khakassia | KHM=Khanty-Mansi Autonomous Okrug | KIR=Kirov Oblast | KO=Komi Republic | KOS=Kostroma Oblast | KDA=Krasnodar Krai | KYA=Krasnoyarsk Krai | KGN=Kurgan Oblast | KRS=Kursk Oblast | LEN=Leningrad Oblast | LIP=Lipetsk Oblast | MAG=Magadan Oblast | ME=Mari El Republic | MO=Republic of Mordovia | MOW=Moscow | MOS=Moscow Oblast | MUR=Murmansk Oblast | NEN=Nenets Autonomous Okrug | NIZ=Nizhny Novgorod Oblast | NGR=Novgorod Oblast | NVS=Novosibirsk Oblast | OMS=Omsk Oblast | ORE=Orenburg Oblast | ORL=Oryol Oblast | PNZ=Penza Oblast | PER=Perm Krai | PRI=Primorsky Krai | PSK=Pskov Oblast | ROS=Rostov Oblast | RYA=Ryazan Oblast | SPE=Saint Petersburg | SA=Sakha Republic (Yakutia) | SAK=Sakhalin Oblast | SAM=Samara Oblast | SAR=Saratov Oblast | SE=Republic of North Ossetia–Alania | SMO=Smolensk Oblast | STA=Stavropol Krai | SVE=Sverdlovsk Oblast | TAM=Tambov Oblast | TA=Republic of Tatarstan | TOM=Tomsk Oblast | TUL=Tula Oblast | TVE=Tver Oblast | TYU=Tyumen Oblast | TY=Tyva Republic | UD=Udmurtia | ULY=Ulyanovsk Oblast | VLA=Vladimir Oblast | VGG=Volgograd Oblast | VLG=Vologda Oblast | VOR=Voronezh Oblast | YAN=Yamalo-Nenets Autonomous Okrug | YAR=Yaroslavl Oblast | ZAB=Zabaykalsky Krai
TH: TH-10=Bangkok | TH-31=Buriram | TH-16=Lopburi | TH-S=Pattaya | TH-33=Sisaket
US: VI=Virgin Islands
ZA: NW=North West
"""

COUNTRY_NAMES = """
AC: Ascension Island
AG: Antigua And Barbuda
AN: Netherlands Antilles
AX: Aland Islands
BA: Bosnia And Herzegovina
BN: Brunei
BQ: Caribbean Netherlands
CD: Congo, The Democratic Republic Of The
CM: Republic of Cameroon
CV: Cape Verde
CZ: Czech Republic
GS: South Georgia And The South Sandwich Islands
GW: Guinea Bissau
HM: Heard Island And Mcdonald Islands
IM: Isle Of Man
IR: Iran, Islamic Republic Of
KN: Saint Kitts And Nevis
KP: Korea, Democratic People's Republic Of
LA: Lao People's Democratic Republic
LY: Libyan Arab Jamahiriya
MD: Moldova, Republic of
MF: Saint Martin
PM: Saint Pierre And Miquelon
PS: Palestinian Territory, Occupied
RE: Reunion
RU: Russia
SH: Saint Helena
SJ: Svalbard And Jan Mayen
ST: Sao Tome And Principe
SX: Sint Maarten
TA: Tristan da Cunha
TL: Timor Leste
TR: Turkey
TZ: Tanzania, United Republic Of
VC: St. Vincent
WF: Wallis And Futuna
XK: Kosovo
"""

USUAL_LINES = "{firstName} {lastName}_{company}_{address1}_{address2}_{zip} {city}_{country}"

ADDRESS_LINES = """
AG AO AW BI BJ BO BQ BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GM GQ GY JM KM ML MO MR QA RW SB SC SL SR SS ST SX TD TG TK TL TO TV UG VU YE ZW: {firstName} {lastName}_{company}_{address1}_{address2}_{city}_{country}
BD BH BM GH GN JO KH LB LS LV MM MS MT MV NP PG PK SA SO TT UM VN: {firstName} {lastName}_{company}_{address1}_{address2}_{city} {zip}_{country}
AC FK GB GG IM IO IQ JE KE KZ LK MN SH SZ TC UA UZ VG: {firstName} {lastName}_{company}_{address1}_{address2}_{city}_{zip}_{country}
AR BR CO IN IT MX NG RO: {firstName} {lastName}_{company}_{address1}_{address2}_{zip} {city} {province}_{country}
CL ES KR KW MY PA PH PT: {firstName} {lastName}_{company}_{address1}_{address2}_{zip} {city}_{province}_{country}
EC MU NI OM SD: {firstName} {lastName}_{company}_{address1}_{address2}_{zip}_{city}_{country}
GI GS PN TA: {firstName} {lastName}_{company}_{address1}_{address2}_{zip}_{country}
AU CA US: {firstName} {lastName}_{company}_{address1}_{address2}_{city} {province} {zip}_{country}
IE RU ZA: {firstName} {lastName}_{company}_{address1}_{address2}_{city}_{province}_{zip}_{country}
AI NF: {firstName} {lastName}_{company}_{address1}_{address2}_{city}_{country} {zip}
ID TH: {firstName} {lastName}_{company}_{address1}_{address2}_{city}_{province} {zip}_{country}
PE SV: {firstName} {lastName}_{company}_{address1}_{address2}_{city} {zip}_{province}_{country}
AE: {firstName} {lastName}_{company}_{address1}_{address2}_{city} {province}_{country}
CN: {firstName} {lastName}_{company}_{address1} {address2} {city}_{zip} {province}_{country}
CR: {firstName} {lastName}_{company}_{address1}_{address2}_{province} {city}_{zip}_{country}
EG: {firstName} {lastName}_{company}_{address1}_{address2}_{province}_{city}_{zip}_{country}
GT: {firstName} {lastName}_{company}_{address1}_{address2}_{city} {province}_{zip}_{country}
HK: {firstName} {lastName}_{company}_{address1}_{address2}_{city}_{province} {country}
HU: {firstName} {lastName}_{company}_{zip} {city}_{address1}_{address2}_{country}
JP: {country} 〒{zip}_{province} {city}_{address1}_{address2}_{company}_{lastName} {firstName}様
KG: {zip} {city}_{address2}_{address1}_{company}_{firstName} {lastName}_{country}
NZ: {firstName} {lastName}_{company}_{address1}_{address2}_{province}_{city} {zip}_{country}
SG: {firstName} {lastName}_{company}_{address1}_{address2}_{country} {zip}
TM: {zip} {city}_{country}_{firstName} {lastName}_{company}_{address1}_{address2}
UY: {firstName} {lastName}_{company}_{address1}_{address2}_{zip} {city}, {province}_{country}
VA: {firstName} {lastName}_{company}_{address1}_{address2}_{zip} {country}
VE: {firstName} {lastName}_{company}_{address1}_{address2}_{city} {zip} {province}_{country}
"""


def _by_country(text: str) -> dict[str, dict[str, str]]:
    """Read lines of `CC: CODE=Name | CODE=Name`."""
    table = {}
    for line in text.strip().splitlines():
        country, rest = line.split(": ", 1)
        table[country] = dict(pair.split("=", 1) for pair in rest.split(" | "))
    return table


def countries() -> dict[str, list[str]]:
    """Return each country's name as Shopify shows it, then the other names it goes by."""
    names: dict[str, list[str]] = {}
    for country in pycountry.countries:
        if country.alpha_2 not in NOT_COUNTRIES:
            candidates = [getattr(country, kind, None) for kind in ("common_name", "name", "official_name")]
            names[country.alpha_2] = list(dict.fromkeys(name for name in candidates if name))
    for line in COUNTRY_NAMES.strip().splitlines():
        code, name = line.split(": ", 1)
        names[code] = list(dict.fromkeys([name, *names.get(code, [])]))
    return dict(sorted(names.items()))


def zones(country: str) -> dict[str, str]:
    """Return the zones of a country: its names by Shopify's codes, sorted by name."""
    found = {}
    if country not in OWN_CODES_ONLY:
        skipped = set(NOT_ZONES.get(country, "").split())
        for subdivision in pycountry.subdivisions.get(country_code=country):  # type: ignore[no-untyped-call]
            code = subdivision.code if country in KEEP_PREFIX else subdivision.code.split("-", 1)[1]
            level = subdivision.type in OTHER_LEVELS.get(country, ()) and code not in BESIDES.get(country, ())
            if not level and code not in skipped and code in ONLY.get(country, {code}):
                found[code] = subdivision.name
    found |= _by_country(OWN_CODES).get(country, {})
    found |= _by_country(ZONE_NAMES).get(country, {})
    return dict(sorted(found.items(), key=lambda item: item[1]))


def render() -> str:
    """Return the source of the table module."""
    lines = [
        '"""Countries, zones and address lines as Shopify has them. Generated by tools/territories.py: change that."""',
        "",
        "from __future__ import annotations",
        "",
        "from typing import Final",
        "",
        "COUNTRIES: Final = {",
        *(f'    "{code}": "{"|".join(names)}",' for code, names in countries().items()),
        "}",
        '"""Code: the name that is shown, then other names, parted by `|`."""',
        "",
        "ZONES: Final = {",
        *(
            f'    "{code}": "{"|".join(f"{k}={v}" for k, v in zones(code).items())}",'
            for code in ZONED.split()
        ),
        "}",
        '"""Country code: `CODE=Name`, parted by `|`. A country that is not listed has no zones."""',
        "",
        f'USUAL_LINES: Final = "{USUAL_LINES}"',
        '"""How an address is laid out where LINES has nothing else: `_` parts lines, empty parts fall away."""',
        "",
        "LINES: Final = {",
        *(f'    "{pattern}": "{where}",' for pattern, where in _patterns()),
        "}",
        '"""Layout: the countries that use it, parted by spaces."""',
        "",
    ]
    return "\n".join(lines)


def _patterns() -> list[tuple[str, str]]:
    lines = ADDRESS_LINES.strip().splitlines()
    return [(pattern, where) for where, pattern in (line.split(": ", 1) for line in lines)]


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
