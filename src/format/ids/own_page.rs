//! A link -> whether it looks like the address of one article alone, by what stands in it and nothing else: what else the
//! feed holds changes from day to day.
//!
//! `/notes`, `/shop` and `/` are places where many articles are, so that a doubt says no: the id is then made of the title too.

use url::Url;

/// How many words make a sentence, which no two articles share.
const SENTENCE: usize = 6;

/// Whether the link names one article: by a number of three digits or more that is not a year, by a date, or by a
/// whole sentence as its last part.
pub(super) fn is_own_page(link: &Url) -> bool {
    let parts = [Some(link.path()), link.query(), link.fragment()];
    parts.into_iter().flatten().any(|part| has_number(part) || has_date(part)) || is_sentence(link.path())
}

fn has_number(part: &str) -> bool {
    let mut runs = part.split(|next: char| !next.is_ascii_digit());
    runs.any(|run| run.len() >= 3 && !is_year(run))
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Whether a year, a month and a day follow each other, or the folders of a year and a month hold something.
fn has_date(part: &str) -> bool {
    let pieces: Vec<&str> = part.split(['/', '-', '_', '.']).collect();
    let is_short =
        |piece: &&str| (1..=2).contains(&piece.len()) && piece.bytes().all(|byte| byte.is_ascii_digit());
    let has_day = pieces.windows(3).any(|three| match three {
        [year, month, day] => is_year(year) && is_short(month) && is_short(day),
        _ => false,
    });
    let folders: Vec<&str> = part.split('/').collect();
    let holds_page = folders.windows(3).any(|three| match three {
        [year, month, page] => is_year(year) && is_short(month) && !is_index(page),
        _ => false,
    });
    has_day || holds_page
}

fn is_index(page: &str) -> bool {
    page.is_empty() || page.split('.').next().is_some_and(|name| name.eq_ignore_ascii_case("index"))
}

fn is_sentence(path: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last.split(['-', '_']).filter(|word| word.chars().any(char::is_alphabetic)).count() >= SENTENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_one_article_is_known_by_its_look() {
        for (link, expected) in [
            ("https://example.org/", false),
            ("https://example.org:8080/notes", false),
            ("https://example.org/releases-2024", false),
            ("https://example.org/2024/05/", false),
            ("https://example.org/2024/05/index.html", false),
            ("https://example.org/update-history-of-office", false),
            ("https://example.org/v1.2/news.html", false),
            ("https://example.org/read?lang=1", false),
            ("https://example.org/?p=123", true),
            ("https://example.org/2024/05/07/", true),
            ("https://example.org/2024-05-07.html", true),
            ("https://example.org/2024/05/moved", true),
            ("https://example.org/why-we-moved-all-of-it/", true),
            ("https://example.org/comments#c00109", true),
            ("https://example.org/20240507", true),
        ] {
            assert_eq!(is_own_page(&Url::parse(link).unwrap()), expected, "{link}");
        }
    }
}
