"""Templates of business text; ``tests.support.detection.clean`` tells what the marks stand for."""

from __future__ import annotations

from tests.support.detection.common_tools import listed

OF_BIRTH = listed(
    "born birth birthday geboren geburtstag geburt naissance né née nacido nacida nacimiento nato nata"
    " nascita geboortedatum urodziny urodzony urodzić родиться рождение родился"
)
"""A date beside one of these is a date of birth, whoever put it there: they are not among the words."""

ORDERS = ("PO-<2019-2027>-<d5>", "45<d8>", "AB<d6>")

ARTICLES = ("<d3>.<d3>.<d2>", "<ean>", "K<d4>-<d3>", "<d6>", "HX-<1-99999>/<d1>", "LA<d7>", "BW<d7>")

REMARKS = (
    "The meeting on <1-28> May <2019-2027> at <8-18>:30 in room <1-9>.<100-399> is moved by <2-9> days.",
    "Revenue rose from <100-999>,<d3> to <1-9>,<d3>,<d3> USD, or <1-30>.<d1> %.",
    "Lieferung bis <day>.<month>.<2019-2027>, Bestellung <order>, Menge <1-5000> Stück.",
    "Projekt <d5>-<d2>, Kostenstelle <d4>, Budget <10-999>.000 EUR.",
    "Le devis n° <100000-999999> du <day>/<month>/<2019-2027> s'élève à <1-99> <d3>,50 €.",
    "El pedido <order> se entregará el <day>/<month>/<2019-2027>; referencia del artículo <article>.",
    "Ticket #<10000-999999> (<article>) was closed after <1-90> days; see page <1-400>.",
)

FIGURES = ("<1-9>,<d3>,<d3>", "<100-999999>.<d2>", "<d9>", "0.<d8>", "-<1-99>.<d4>")

INVOICES = {
    language: tuple(row.split("|"))
    for language, row in {
        "en": "Invoice|Customer no.|Order number|Article|Delivery note|Total|Due date|Reference",
        "de": "Rechnung|Kundennummer|Bestellnummer|Artikelnummer|Lieferschein|Gesamtbetrag|Fällig am|Vorgang",
        "fr": "Facture|N° client|N° de commande|Référence article|Bon de livraison|Total|Échéance|Dossier",
        "es": "Factura|Nº de cliente|Nº de pedido|Referencia|Albarán|Importe total|Vencimiento|Expediente",
        "it": "Fattura|Codice cliente|Numero ordine|Codice articolo|Bolla|Totale|Scadenza|Pratica",
        "nl": "Factuur|Klantnummer|Ordernummer|Artikelnummer|Pakbon|Totaalbedrag|Vervaldag|Kenmerk",
        "pl": "Faktura|Numer klienta|Numer zamówienia|Kod towaru|Dokument WZ|Razem|Termin|Sprawa",
        "ru": "Заказ|Номер клиента|Номер заказа|Артикул|Накладная|Итого|Срок|Дело",
    }.items()
}

_STAMP = "2026-<month>-<day>T<time>.<d3>Z"

LOGS = (
    f"{_STAMP} INFO  [http-nio-8443-exec-<1-40>] GET /api/v2/items/<d9>?page=<1-99> 200 <1-999999>",
    f"{_STAMP} DEBUG pid=<100-99999> trace=<x32> span=<x16> rows=<1-99999>",
    f"{_STAMP} WARN  gc pause <1-99>.<d3> ms heap <d10>-><d9> (<d10>)",
    f"{_STAMP} ERROR request <U> failed: timeout after <1-60>000 ms (attempt <1-5>/5)",
    '10.<0-255>.<0-255>.<20-255> - - [<day>/Nov/2026:<time> +0000] "GET /app.<x8>.js HTTP/1.1" 304 <1-99999>',
    "17<d8> <d14> job <1-9999999> finished, exit 0, sha256 <x64>",
    "kernel: [<1-999999>.<d6>] eth0: link up, 1000Mbps, 0x<x16>",
)

MINIFIED = (
    "function <v2>(<v2>,<v2>){return <v2>.<word>(<1-999999>)}",
    "var <v2>=0.<d16>,<v2>=0x<x8>;",
    "<v2>[<1-99999>]=<d15>;",
    "!<v2>&&(<v2>=[<d6>,<d5>,<d6>,<d4>,<d6>,<d6>]);",
    '(<1-99999>,<v2>.<v2>)("<x20>"),',
    '"M<1-99>.<d3> <1-99>.<d3>l0.<d4>-0.<d4>z",',
)

GREETINGS = {
    "en": ("Hi", "Best regards", "wrote"),
    "de": ("Hallo", "Mit freundlichen Grüßen", "schrieb"),
    "fr": ("Bonjour", "Cordialement", "a écrit"),
    "es": ("Hola", "Un saludo", "escribió"),
    "it": ("Ciao", "Cordiali saluti", "ha scritto"),
    "nl": ("Hallo", "Met vriendelijke groet", "schreef"),
    "pl": ("Cześć", "Pozdrawiam", "napisał"),
    "ru": ("Здравствуйте", "С уважением", "пишет"),
}
"""Beginning, end, and what introduces a quotation."""

SIGNATURE = (
    "-- \n{who} | Example AG | +49 89 <1000000-9999999> | {address}\n"
    "HRB <10000-99999> | <d5> München | www.example.com/<d4>"
)
