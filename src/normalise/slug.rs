//! A name -> a part of an address, as the site's generator makes it. The rules are those of the generators; where the
//! same text gives another address, readers would find nothing there.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::hugo;
use super::slugify::{slugify, spelled};
use crate::config::conventions::Slug;
use crate::config::rewrites::Rewrite;

/// The part of an address that a name becomes; `/` in it stays only where the rule keeps paths.
pub(super) fn slug(name: &str, rule: Slug) -> String {
    match rule {
        Slug::Words => words(name, ""),
        Slug::Hugo => one_hyphen(name),
        Slug::HugoUrls => hugo::part(name),
        Slug::Ascii => ascii(name),
        Slug::Safe => safe(name),
        Slug::Pelican => pelican(&deunicode::deunicode_with_tofu(name, "")),
        Slug::Nikola => nikola(&deunicode::deunicode_with_tofu(name, "")),
        Slug::Hexo => hexo(name),
        Slug::Headings => headings(name),
        Slug::GitHub => github(name),
        Slug::Contracted => contracted(name, &['\'', '\u{2019}']),
        Slug::Slugify => slugify(name),
        Slug::Spelled => spelled(name),
        Slug::Kept => kept(name),
        Slug::Verbatim => name.to_owned(),
    }
}

/// The part of an address that a name becomes by the rules of a site of Pelican; `keeps_case` says that capitals stay.
pub(super) fn rewritten(name: &str, rule: Slug, (rules, keeps_case): (&[Rewrite], bool)) -> String {
    let text: String = name.nfkc().collect();
    let text = if rule == Slug::Headings { text } else { deunicode::deunicode_with_tofu(&text, "") };
    let text = rules.iter().fold(text, |text, rule| rule.apply(&text));
    let text = if keeps_case { text } else { text.to_lowercase() };
    text.trim().to_owned()
}

/// The letters and digits of a text, and the characters of `kept`, with `-` for each run of anything else.
pub(super) fn words(text: &str, kept: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() || is_combining_mark(character) || kept.contains(character) {
            words.push(character);
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    words.trim_matches('-').to_owned()
}

/// What a path may hold stays, with one `-` for each run of blanks.
fn one_hyphen(name: &str) -> String {
    let mut path = String::with_capacity(name.len());
    for character in name.trim().chars() {
        if character.is_alphanumeric()
            || is_combining_mark(character)
            || matches!(character, '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@')
        {
            path.push(character);
        } else if character.is_whitespace() && !path.is_empty() && !path.ends_with('-') {
            path.push('-');
        }
    }
    path
}

/// ASCII letters and digits in lower case, other scripts transliterated, with one `-` between words.
fn ascii(name: &str) -> String {
    words(&deunicode::deunicode_with_tofu(name, "-"), "").to_lowercase()
}

/// Blanks and what no file system takes become `_` or go.
fn safe(name: &str) -> String {
    let is_kept = |character: &char| {
        !matches!(character, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '#' | '\\' | '(' | ')' | '[' | ']')
    };
    let text: String = name.trim().chars().filter(is_kept).collect();
    text.split(['\n', '\r', ' ', '\t']).collect::<Vec<_>>().join("_").trim_end_matches('.').to_owned()
}

/// As [`headings`], but `+` stays, `_` is a blank, and what stands at the ends stays.
fn nikola(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for character in name.trim().chars().flat_map(char::to_lowercase) {
        match character {
            '-' | '_' => slug.push_str(if slug.ends_with('-') { "" } else { "-" }),
            _ if character.is_whitespace() => slug.push_str(if slug.ends_with('-') { "" } else { "-" }),
            _ if character.is_alphanumeric() || character == '+' => slug.push(character),
            _ => {}
        }
    }
    slug
}

/// Letters without their accents; blanks and ASCII signs become one `-`.
fn hexo(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for character in name.nfd().filter(|character| !is_combining_mark(*character)) {
        let is_sign = character.is_whitespace() || character.is_ascii_punctuation();
        if !is_sign && !character.is_control() {
            slug.push(character);
        } else if is_sign && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').nfc().collect()
}

/// Letters, digits and `_` of any script in lower case, with one `-` for each run of blanks and `-`; other signs go, and so does `-`
/// at the ends.
fn headings(name: &str) -> String {
    pelican(name).trim_matches('-').to_owned()
}

/// As [`headings`], but `-` at the ends stays.
fn pelican(name: &str) -> String {
    let is_word =
        |character: char| character.is_alphanumeric() || character == '_' || is_combining_mark(character);
    let is_kept = |character: &char| is_word(*character) || character.is_whitespace() || *character == '-';
    let kept: String = name.chars().flat_map(char::to_lowercase).filter(is_kept).collect();
    let mut slug = String::with_capacity(kept.len());
    for character in kept.trim().chars() {
        if is_word(character) {
            slug.push(character);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug
}

/// Letters, digits, `-` and `_` in lower case, each blank as a `-`; other signs go.
fn github(name: &str) -> String {
    let lower = name.trim().chars().flat_map(char::to_lowercase);
    let kept = lower.filter_map(|character| match character {
        ' ' => Some('-'),
        '-' | '_' => Some(character),
        _ if character.is_alphanumeric() || is_combining_mark(character) => Some(character),
        _ => None,
    });
    kept.collect()
}

/// As [`contracted`], with none but the straight apostrophe.
pub(super) fn contracted_ascii(name: &str) -> String {
    contracted(name, &['\''])
}

/// ASCII letters and digits in lower case with one `-` between words; an umlaut is two letters, `&` a word, and `don't` one.
fn contracted(name: &str, apostrophes: &[char]) -> String {
    let text = name.replace('&', " and ");
    let mut spelled = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let mut behind = characters.clone();
        match character.to_lowercase().next() {
            Some(sign)
                if apostrophes.contains(&sign)
                    && behind.next().is_some_and(|next| matches!(next, 't' | 's' | 'T' | 'S'))
                    && behind.next().is_none_or(char::is_whitespace) => {}
            Some('ä') => spelled.push_str("ae"),
            Some('ö') => spelled.push_str("oe"),
            Some('ü') => spelled.push_str("ue"),
            _ => spelled.push(character),
        }
    }
    ascii(&spelled)
}

/// ASCII in lower case with one `-` for each run of blanks; `&` is a word, and signs that a file name may have stay.
pub(super) fn kept(name: &str) -> String {
    let text = deunicode::deunicode_with_tofu(&name.replace('&', "and"), "");
    let is_kept = |c: &char| c.is_alphanumeric() || c.is_whitespace() || "$*_+~.()'\"!-:@".contains(*c);
    let text: String = text.chars().filter(is_kept).collect();
    text.split(|c: char| c.is_whitespace() || c == '-')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_the_generators() {
        for (rule, name, expected) in [
            (Slug::Words, "Hello, World & co.", "Hello-World-co"),
            (Slug::Hugo, " What's  new: C# & Go?", "Whats-new-C#-Go"),
            (Slug::Hugo, "2020-01-05 Grüße_x", "2020-01-05-Grüße_x"),
            (Slug::Ascii, "Grüße aus_Köln: C++", "grusse-aus-koln-c"),
            (Slug::Ascii, "日本", "ri-ben"),
            (Slug::Safe, "a b: c?", "a_b_c"),
            (Slug::Pelican, "Grüße – C++ & Go's 2.0 x_y", "grusse-c-gos-20-x_y"),
            (Slug::Nikola, "Grüße – C++ & x_y.z", "grusse-c++-x-yz"),
            (Slug::Hexo, "Été: C++ & 日本_x!", "Ete-C-日本-x"),
            (Slug::Headings, "Grüße: What's -  new?", "grüße-whats-new"),
            (Slug::GitHub, "What's - new? é_x", "whats---new-é_x"),
            (Slug::Contracted, "I don't say O'Grüße & C++ 2.0", "i-dont-say-o-gruesse-and-c-2-0"),
            (Slug::Kept, "Don't: a & b, v2.0!", "don't:-a-and-b-v2.0!"),
            (Slug::Verbatim, "A b", "A b"),
        ] {
            assert_eq!(slug(name, rule), expected, "{rule:?} {name}");
        }
    }
}
