"""Words of several languages for test mail: legacy charset, a subject, lines of a body."""

from __future__ import annotations

LANGUAGES = {
    "en": (
        "iso-8859-1",
        "Re: Minutes of the meeting",
        (
            "Dear all,",
            "please find the minutes of our last meeting attached.",
            "",
            "Kind regards,",
            "-- ",
            "> On Monday, Max wrote:",
            "> > Content of the second page is missing.",
            "-----Original Message-----",
            "From: Max Example",
            "Note: the deadline is Friday.",
            "See https://example.com/a?b=c&d=e for details.",
        ),
    ),
    "de": (
        "iso-8859-1",
        "AW: Angebot für Prüfgeräte",
        (
            "Sehr geehrte Damen und Herren,",
            "anbei erhalten Sie unser Angebot.",
            "Mit freundlichen Grüßen",
            "",
            "Größe: 12 × 30 mm",
            "________________________________",
            "Von: Jörg Müller",
            "- Punkt eins",
            "-- ",
        ),
    ),
    "fr": (
        "iso-8859-15",
        "Réunion de l'équipe",
        (
            "Bonjour à tous,",
            "la réunion est reportée.",
            "",
            "À bientôt",
        ),
    ),
    "ja": (
        "iso-2022-jp",
        "会議の議事録",
        (
            "お世話になっております。",
            "議事録を添付いたします。",
            "",
            "件名: 会議",
            "-- ",
        ),
    ),
    "zh": (
        "gb2312",
        "会议纪要",
        (
            "大家好，",
            "请查收附件中的会议纪要。",
            "",
            "此致",
            "敬礼",
            "发件人: 张三",
        ),
    ),
    "ru": (
        "koi8-r",
        "Протокол совещания",
        (
            "Добрый день!",
            "Во вложении протокол.",
            "",
            "Тема: совещание",
            "----",
        ),
    ),
    "ar": (
        "utf-8",
        "محضر الاجتماع",
        (
            "السلام عليكم",
            "تجدون طيه محضر الاجتماع.",
            "",
            "مع التحية",
        ),
    ),
    "he": (
        "iso-8859-8",
        "סיכום פגישה",
        (
            "שלום לכולם,",
            "מצורף סיכום הפגישה.",
            "",
            "בברכה",
        ),
    ),
    "ko": (
        "euc-kr",
        "회의록",
        (
            "안녕하세요,",
            "회의록을 첨부합니다.",
            "",
            "감사합니다",
        ),
    ),
    "el": (
        "iso-8859-7",
        "Πρακτικά συνάντησης",
        (
            "Καλημέρα σας,",
            "επισυνάπτονται τα πρακτικά.",
            "",
            "Με εκτίμηση",
        ),
    ),
    "th": (
        "tis-620",
        "รายงานการประชุม",
        (
            "เรียนทุกท่าน",
            "โปรดดูเอกสารแนบ",
            "",
            "ขอแสดงความนับถือ",
        ),
    ),
    "tr": (
        "iso-8859-9",
        "Toplantı tutanağı",
        (
            "Merhaba,",
            "tutanağı ekte bulabilirsiniz.",
            "",
            "Saygılarımla",
        ),
    ),
    "emoji": (
        "utf-8",
        "🎉 See you there",
        (
            "Hi 👋,",
            "see you tomorrow 🙂",
            "",
            "👩‍👩‍👧 xx",
        ),
    ),
}
