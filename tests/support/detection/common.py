"""Labelled values that no single country has: cards, IBAN, BIC, contact, networks, dates of birth, wallets.

For each data identifier a maker of values and one of decoys, none of which knows our validators: Faker,
python-stdnum, libphonenumber's examples, the standard library, and numbers that issuers publish for tests.
"""

from __future__ import annotations

from tests.support.detection import (  # noqa: F401 - they fill the tables
    common_banks,
    common_cards,
    common_contact,
    common_networks,
    common_wallets,
)
from tests.support.detection.common_tools import DECOYS, SOURCES, VALUES

__all__ = ["DECOYS", "LANGUAGES", "SENTENCES", "SOURCES", "VALUES"]

LANGUAGES: dict[str, tuple[str, ...]] = {"": ("en", "de", "fr", "es", "it", "nl", "pl", "pt")}
"""Languages by the beginning of a type's name: these types are of everywhere."""

SENTENCES: dict[str, list[str]] = {
    "en": [
        "Hello Mark, as promised here is the {keyword}: {value}. Please process it before noon.",
        "The {keyword} on file reads {value}, can you confirm that it is still current?",
        "She left us her {keyword} ({value}) when she called this morning.",
        "For the booking use {keyword} {value}; I will send the rest tomorrow.",
        "{keyword}\t{value}\nstatus\topen",
    ],
    "de": [
        "Hallo Frau Schneider, wie besprochen: {keyword} {value}. Bitte heute noch erledigen.",
        "Im System steht als {keyword} noch {value}, stimmt das so?",
        "Der Kunde hat uns {keyword} {value} am Telefon genannt.",
        "{keyword}: {value}\nStatus: offen",
        "Bitte übernehmen Sie {keyword} ({value}) in die Akte; Danke und viele Grüße, Jens",
    ],
    "fr": [
        "Bonjour Claire, comme convenu voici : {keyword} {value}. Merci de traiter cela avant midi.",
        "Nous avons noté {keyword} {value}, pouvez-vous confirmer ?",
        "Le client nous a donné {keyword} ({value}) ce matin au téléphone.",
        "{keyword} : {value}\nÉtat : ouvert",
    ],
    "es": [
        "Hola Marta, como acordamos: {keyword} {value}. Por favor, tramítalo hoy.",
        "En la ficha figura {keyword} {value}, ¿sigue siendo correcto?",
        "La clienta nos dejó {keyword} ({value}) esta mañana.",
        "{keyword}: {value}\nEstado: abierto",
    ],
    "it": [
        "Ciao Paolo, come d'accordo: {keyword} {value}. Ti prego di procedere entro oggi.",
        "Nella scheda risulta {keyword} {value}, è ancora valido?",
        "La cliente ci ha lasciato {keyword} ({value}) stamattina.",
        "{keyword}: {value}\nStato: aperto",
    ],
    "nl": [
        "Hallo Kees, zoals afgesproken: {keyword} {value}. Graag vandaag verwerken.",
        "In het dossier staat {keyword} {value}, klopt dat nog?",
        "De klant gaf ons vanochtend {keyword} ({value}) door.",
        "{keyword}: {value}\nStatus: open",
    ],
    "pl": [
        "Cześć Tomku, zgodnie z umową: {keyword} {value}. Proszę załatwić to dzisiaj.",
        "W kartotece widnieje {keyword} {value}, czy to aktualne?",
        "Klientka podała nam rano {keyword} ({value}).",
        "{keyword}: {value}\nStan: otwarte",
    ],
    "pt": [
        "Olá Joana, conforme combinado: {keyword} {value}. Agradeço que trates disto hoje.",
        "Na ficha consta {keyword} {value}, ainda está correto?",
        "A cliente deixou-nos {keyword} ({value}) esta manhã.",
        "{keyword}: {value}\nEstado: aberto",
    ],
}
