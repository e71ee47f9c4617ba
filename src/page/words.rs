//! The language of a page -> the few words on it that no author has written. A language that has none of its own gets the English
//! ones, which then say that they are English.
//!
//! Whether a script runs from right to left is decided here too, because the same subtags say it.

use serde::Serialize;

/// The words of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Their language tag.
    pub language: &'static str,
    /// The heading above the addresses of feeds.
    pub subscribe: &'static str,
    /// What to do with an address.
    pub how: &'static str,
    /// What stands before the address of a feed.
    pub address: &'static str,
    /// The heading above articles.
    pub articles: &'static str,
    /// What stands there where there are none.
    pub none: &'static str,
    /// The heading above topics.
    pub topics: &'static str,
    /// The heading above additional feeds.
    pub more: &'static str,
    /// The heading above languages.
    pub languages: &'static str,
    /// The link to the page of all feeds.
    pub all: &'static str,
    /// The link to the list of all feeds.
    pub list: &'static str,
    /// The link that leads behind the head of the page.
    pub skip: &'static str,
}

/// The words of each language, the English ones first.
const ALL: [Words; 15] = [
    Words {
        language: "en",
        subscribe: "Subscribe",
        how: "Copy the address into a feed reader to be told of new articles.",
        address: "Address of the feed",
        articles: "Newest articles",
        none: "There are no articles here at the moment.",
        topics: "Topics",
        more: "More feeds",
        languages: "Languages",
        all: "All feeds",
        list: "All feeds as one file (OPML)",
        skip: "Skip to the content",
    },
    Words {
        language: "de",
        subscribe: "Abonnieren",
        how: "Kopieren Sie die Adresse in einen Feedreader, um von neuen Artikeln zu erfahren.",
        address: "Adresse des Feeds",
        articles: "Neueste Artikel",
        none: "Hier gibt es zurzeit keine Artikel.",
        topics: "Themen",
        more: "Weitere Feeds",
        languages: "Sprachen",
        all: "Alle Feeds",
        list: "Alle Feeds in einer Datei (OPML)",
        skip: "Zum Inhalt springen",
    },
    Words {
        language: "fr",
        subscribe: "S’abonner",
        how: "Copiez l’adresse dans un lecteur de flux pour suivre les nouveaux articles.",
        address: "Adresse du flux",
        articles: "Derniers articles",
        none: "Il n’y a aucun article ici pour le moment.",
        topics: "Thèmes",
        more: "Autres flux",
        languages: "Langues",
        all: "Tous les flux",
        list: "Tous les flux en un fichier (OPML)",
        skip: "Aller au contenu",
    },
    Words {
        language: "es",
        subscribe: "Suscribirse",
        how: "Copie la dirección en un lector de fuentes para enterarse de los artículos nuevos.",
        address: "Dirección de la fuente",
        articles: "Últimos artículos",
        none: "Por ahora no hay artículos aquí.",
        topics: "Temas",
        more: "Más fuentes",
        languages: "Idiomas",
        all: "Todas las fuentes",
        list: "Todas las fuentes en un archivo (OPML)",
        skip: "Ir al contenido",
    },
    Words {
        language: "it",
        subscribe: "Abbonati",
        how: "Copia l’indirizzo in un lettore di feed per seguire i nuovi articoli.",
        address: "Indirizzo del feed",
        articles: "Ultimi articoli",
        none: "Al momento qui non ci sono articoli.",
        topics: "Argomenti",
        more: "Altri feed",
        languages: "Lingue",
        all: "Tutti i feed",
        list: "Tutti i feed in un file (OPML)",
        skip: "Vai al contenuto",
    },
    Words {
        language: "pt",
        subscribe: "Assinar",
        how: "Copie o endereço para um leitor de feeds para acompanhar novos artigos.",
        address: "Endereço do feed",
        articles: "Artigos mais recentes",
        none: "De momento não há artigos aqui.",
        topics: "Temas",
        more: "Mais feeds",
        languages: "Idiomas",
        all: "Todos os feeds",
        list: "Todos os feeds num só ficheiro (OPML)",
        skip: "Saltar para o conteúdo",
    },
    Words {
        language: "nl",
        subscribe: "Abonneren",
        how: "Kopieer het adres naar een feedlezer om nieuwe artikelen te volgen.",
        address: "Adres van de feed",
        articles: "Nieuwste artikelen",
        none: "Er zijn hier op dit moment geen artikelen.",
        topics: "Onderwerpen",
        more: "Meer feeds",
        languages: "Talen",
        all: "Alle feeds",
        list: "Alle feeds in één bestand (OPML)",
        skip: "Naar de inhoud",
    },
    Words {
        language: "sv",
        subscribe: "Prenumerera",
        how: "Kopiera adressen till en flödesläsare för att följa nya artiklar.",
        address: "Flödets adress",
        articles: "Senaste artiklarna",
        none: "Här finns inga artiklar just nu.",
        topics: "Ämnen",
        more: "Fler flöden",
        languages: "Språk",
        all: "Alla flöden",
        list: "Alla flöden i en fil (OPML)",
        skip: "Hoppa till innehållet",
    },
    Words {
        language: "pl",
        subscribe: "Subskrybuj",
        how: "Skopiuj adres do czytnika kanałów, aby śledzić nowe artykuły.",
        address: "Adres kanału",
        articles: "Najnowsze artykuły",
        none: "Na razie nie ma tu artykułów.",
        topics: "Tematy",
        more: "Inne kanały",
        languages: "Języki",
        all: "Wszystkie kanały",
        list: "Wszystkie kanały w jednym pliku (OPML)",
        skip: "Przejdź do treści",
    },
    Words {
        language: "ru",
        subscribe: "Подписаться",
        how: "Скопируйте адрес в программу для чтения лент, чтобы узнавать о новых статьях.",
        address: "Адрес ленты",
        articles: "Новые статьи",
        none: "Сейчас здесь нет статей.",
        topics: "Темы",
        more: "Другие ленты",
        languages: "Языки",
        all: "Все ленты",
        list: "Все ленты одним файлом (OPML)",
        skip: "Перейти к содержанию",
    },
    Words {
        language: "uk",
        subscribe: "Підписатися",
        how: "Скопіюйте адресу до програми для читання стрічок, щоб дізнаватися про нові статті.",
        address: "Адреса стрічки",
        articles: "Нові статті",
        none: "Зараз тут немає статей.",
        topics: "Теми",
        more: "Інші стрічки",
        languages: "Мови",
        all: "Усі стрічки",
        list: "Усі стрічки одним файлом (OPML)",
        skip: "Перейти до вмісту",
    },
    Words {
        language: "ar",
        subscribe: "اشترك",
        how: "انسخ العنوان إلى قارئ خلاصات لتصلك المقالات الجديدة.",
        address: "عنوان الخلاصة",
        articles: "أحدث المقالات",
        none: "لا توجد مقالات هنا حاليًا.",
        topics: "المواضيع",
        more: "خلاصات أخرى",
        languages: "اللغات",
        all: "كل الخلاصات",
        list: "كل الخلاصات في ملف واحد (OPML)",
        skip: "انتقل إلى المحتوى",
    },
    Words {
        language: "he",
        subscribe: "הרשמה לעדכונים",
        how: "העתיקו את הכתובת לקורא עדכונים כדי לקבל מאמרים חדשים.",
        address: "כתובת הערוץ",
        articles: "המאמרים האחרונים",
        none: "אין כאן מאמרים כרגע.",
        topics: "נושאים",
        more: "ערוצים נוספים",
        languages: "שפות",
        all: "כל הערוצים",
        list: "כל הערוצים בקובץ אחד (OPML)",
        skip: "דילוג לתוכן",
    },
    Words {
        language: "ja",
        subscribe: "購読",
        how: "アドレスをフィードリーダーにコピーすると、新しい記事が届きます。",
        address: "フィードのアドレス",
        articles: "新着記事",
        none: "現在、記事はありません。",
        topics: "トピック",
        more: "その他のフィード",
        languages: "言語",
        all: "すべてのフィード",
        list: "すべてのフィードを一つのファイルで（OPML）",
        skip: "本文へ移動",
    },
    Words {
        language: "zh",
        subscribe: "订阅",
        how: "将地址复制到订阅阅读器，即可获取新文章。",
        address: "订阅地址",
        articles: "最新文章",
        none: "这里暂时没有文章。",
        topics: "主题",
        more: "更多订阅源",
        languages: "语言",
        all: "所有订阅源",
        list: "所有订阅源合为一个文件（OPML）",
        skip: "跳到正文",
    },
];

/// The words for pages in this language. Those of simplified Chinese are for no other script.
pub(super) fn words(tag: Option<&str>) -> &'static Words {
    let tag = tag.unwrap_or_default().to_ascii_lowercase();
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_traditional = primary == "zh" && parts.any(|part| ["hant", "tw", "hk", "mo"].contains(&part));
    let own = ALL.iter().find(|words| words.language == primary && !is_traditional);
    let [english, ..] = &ALL;
    own.unwrap_or(english)
}

/// The languages that are written from right to left unless their script says otherwise.
const RIGHT_TO_LEFT: [&str; 13] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"];

/// The scripts that run from right to left.
const SCRIPTS: [&str; 8] = ["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"];

/// In which direction a language is written: `rtl`, or else `ltr`.
pub(super) fn direction(tag: Option<&str>) -> &'static str {
    let tag = tag.unwrap_or_default().to_ascii_lowercase();
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    // A script is the one part of four letters.
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_turned = match script {
        Some(script) => SCRIPTS.contains(&script),
        None => RIGHT_TO_LEFT.contains(&primary),
    };
    if is_turned { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_words_of_its_language_and_else_english_ones() {
        for (tag, language) in [
            (Some("de-AT"), "de"),
            (Some("DE"), "de"),
            (Some("zh-Hans"), "zh"),
            (Some("zh-TW"), "en"),
            (Some("eo"), "en"),
            (None, "en"),
        ] {
            assert_eq!(words(tag).language, language, "{tag:?}");
        }
    }

    #[test]
    fn the_script_of_a_language_decides_its_direction() {
        for (tag, expected) in [
            (Some("ar"), "rtl"),
            (Some("he-IL"), "rtl"),
            (Some("az-Arab"), "rtl"),
            (Some("ur-Latn"), "ltr"),
            (Some("en"), "ltr"),
            (None, "ltr"),
        ] {
            assert_eq!(direction(tag), expected, "{tag:?}");
        }
    }
}
