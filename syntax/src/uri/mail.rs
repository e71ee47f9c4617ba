//! The one line in which RSS, and many a record, names a person: a name, an e-mail address, or both in one of several
//! orders.

use std::ops::Range;

use crate::model::Person;

/// How many e-mail addresses a line may hold beside a name.
const MOST_ADDRESSES: usize = 10;

/// The person that a text names: `mail (Name)`, `Name (mail)`, `Name <mail>`, `Name mail`, an e-mail address alone or a
/// name alone. The name is what is left without the e-mail address and the brackets around it.
pub fn person(text: &str) -> Person {
    let text = text.trim();
    let found = mail_address(text);
    let Some((before, email, after)) = found.and_then(|position| parts(text, position)) else {
        return Person { name: text.to_owned(), ..Person::default() };
    };
    let before = strip_end(before.trim_end(), "mailto:");
    let after = without_query(after);
    let (before, after) = without_brackets(before, after);
    let name = [before.trim(), after.trim()].join(" ");
    let name = name.trim();
    let in_brackets = name.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
    let name = in_brackets.unwrap_or(name);
    Person { name: name.trim().to_owned(), email: Some(email.to_owned()), ..Person::default() }
}

/// The name in such a line, without the e-mail addresses; nothing where no name is left.
pub fn name_alone(text: &str) -> Option<String> {
    let mut name = text.trim().to_owned();
    for _ in 0..MOST_ADDRESSES {
        let person = person(&name);
        if person.email.is_none() {
            return Some(name).filter(|name| name.chars().any(char::is_alphanumeric));
        }
        name = person.name.replace(" ,", ",");
    }
    None
}

fn parts(text: &str, position: Range<usize>) -> Option<(&str, &str, &str)> {
    Some((text.get(..position.start)?, text.get(position.clone())?, text.get(position.end..)?))
}

fn strip_end<'t>(text: &'t str, end: &str) -> &'t str {
    let head = text.len().checked_sub(end.len()).and_then(|at| text.split_at_checked(at));
    head.filter(|(_, tail)| tail.eq_ignore_ascii_case(end)).map_or(text, |(head, _)| head)
}

/// E-mail addresses copied from links may bring the subject of the mail with them.
fn without_query(after: &str) -> &str {
    let Some(query) = after.strip_prefix("?subject=") else {
        return after;
    };
    let end = query.find(|character: char| character.is_whitespace() || ")>]".contains(character));
    end.and_then(|end| query.get(end..)).unwrap_or_default()
}

/// The text around an e-mail address, without the brackets that hold nothing else.
fn without_brackets<'t>(before: &'t str, after: &'t str) -> (&'t str, &'t str) {
    for (open, close) in [("(", ")"), ("<", ">"), ("[", "]"), ("&lt;", "&gt;")] {
        let stripped = before.trim_end().strip_suffix(open).zip(after.trim_start().strip_prefix(close));
        if let Some(stripped) = stripped {
            return stripped;
        }
    }
    (before, after)
}

/// Where the first e-mail address is: a local part, `@`, and labels with dots between them.
fn mail_address(text: &str) -> Option<Range<usize>> {
    text.match_indices('@').find_map(|(at, _)| {
        let (before, after) = text.split_at_checked(at)?;
        let start = before.rfind(|character| !is_local(character)).map_or(0, |last| {
            last.saturating_add(
                before.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
            )
        });
        let host = after.strip_prefix('@')?;
        let end = host.find(|character: char| !is_host(character)).unwrap_or(host.len());
        let host = host.get(..end)?.trim_end_matches(['.', '-']);
        let (labels, last) = host.rsplit_once('.')?;
        let is_domain = last.len() >= 2 && last.chars().all(|character| character.is_ascii_alphabetic());
        let is_number = last.parse::<u8>().is_ok();
        let fits = (is_domain || is_number) && labels.split('.').all(|label| !label.is_empty());
        let end = at.saturating_add(1).saturating_add(host.len());
        // A name in a network of servers begins with such a sign too.
        let is_handle = before.get(..start).is_some_and(|before| before.ends_with('@'));
        (start < at && fits && !is_handle).then_some(start..end)
    })
}

/// The characters of a local part that are in use, the rarer ones of RFC 5322 left out.
fn is_local(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-.+".contains(character)
}

fn is_host(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-.".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_mail_addresses_are_told_apart_in_every_order() {
        let mail = Some("ada@example.org");
        for (text, name, email) in [
            ("ada@example.org (Ada Byron)", "Ada Byron", mail),
            ("Ada Byron (ada@example.org)", "Ada Byron", mail),
            ("Ada Byron <ada@example.org>", "Ada Byron", mail),
            ("Ada Byron &lt;ada@example.org&gt;", "Ada Byron", mail),
            ("ada@example.org Ada Byron", "Ada Byron", mail),
            (" mailto:ada@example.org ", "", mail),
            ("Ada Byron (mailto:ada@example.org?subject=Feed)", "Ada Byron", mail),
            ("ada@example.org?subject=Feed", "", mail),
            ("<ada@example.org>", "", mail),
            ("Ada Byron", "Ada Byron", None),
            ("Ada Byron (Poet)", "Ada Byron (Poet)", None),
            ("Ada Byron (Poet) <ada@example.org>", "Ada Byron (Poet)", mail),
            ("ada@example.org (Ada Byron (Poet))", "Ada Byron (Poet)", mail),
            ("(Ada Byron) <ada@example.org>", "Ada Byron", mail),
            ("ada@example.org (Ada", "(Ada", mail),
            ("Ada ÿada@example.org", "Ada ÿ", mail),
            ("a.b-c_d+e@x.y.example.org.", ".", Some("a.b-c_d+e@x.y.example.org")),
            ("ada@[10.0.0.1]", "ada@[10.0.0.1]", None),
            ("ada@10.0.0.1", "", Some("ada@10.0.0.1")),
            ("@ada on example.org", "@ada on example.org", None),
            ("a@b and @ and x@.example.org", "a@b and @ and x@.example.org", None),
            ("", "", None),
        ] {
            let person = person(text);
            assert_eq!((person.name.as_str(), person.email.as_deref()), (name, email), "{text}");
        }
    }

    #[test]
    fn a_name_stays_without_any_mail_address() {
        for (text, name) in [
            ("ada@example.org (Ada Byron)", Some("Ada Byron")),
            ("Ada Byron <ada@example.org>", Some("Ada Byron")),
            ("Ada <ada@example.org>, Bob (bob@example.org)", Some("Ada, Bob")),
            ("Ada Byron", Some("Ada Byron")),
            ("@ada@social.example.org", Some("@ada@social.example.org")),
            ("ada@example.org", None),
            ("<ada@example.org>, bob@example.org", None),
            ("", None),
        ] {
            assert_eq!(name_alone(text).as_deref(), name, "{text}");
        }
        assert_eq!(name_alone(&"a@example.org ".repeat(10_000)), None);
    }

    #[test]
    fn a_long_line_of_signs_is_read_once() {
        let text = "a@".repeat(200_000);
        assert_eq!(person(&text).name, text);
    }
}
