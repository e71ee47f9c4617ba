//! The words that hold an article back, whatever generator they come from: front matter keys and what their values say.
//! `docs/holding.md` has the same table, and a test holds the two together.
//!
//! A value that is not clearly free holds back, with an error where it is not clearly a hold either: what is published by
//! mistake cannot be taken back. Case, blanks, `-` and `_` do not distinguish keys. What needs the present moment or the
//! path of the file is decided elsewhere.

use std::sync::LazyLock;

use super::Place;
use super::keyed::Keyed;

/// A word that holds articles back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The word in messages and reports.
    pub name: &'static str,
    /// How its value is read.
    pub kind: Kind,
    /// The keys that mean it, in lower case without `-` and `_`.
    pub keys: &'static [&'static str],
}

/// How the value of a word is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// True holds back, false is free, anything else is an error.
    Holding,
    /// False holds back, true is free, anything else is an error.
    Granting,
    /// As [`Kind::Granting`], but a date says from when on, and a word of [`HELD`] or [`FREE`] what it says there.
    Publication,
    /// True holds back; anything else is free, because the key has other uses.
    HoldingIfTrue,
    /// False holds back; anything else is free, because the key has other uses.
    GrantingUnlessFalse,
    /// One of the words of [`FREE`] or [`HELD`], or several.
    Status,
    /// A word of [`HELD`] that is not just a truth value holds back; anything else is free, because the key has other uses.
    Stage,
    /// An empty list holds back; anything else is free.
    Outputs,
    /// Whatever is there holds back, except false.
    Filled,
    /// A date until which the article is held back.
    Start,
    /// As [`Kind::Start`], but nothing under the key holds back, too.
    StartOrNever,
    /// A date from which on the article is held back.
    End,
    /// When Hugo lists or renders a page.
    Listing,
    /// False holds back, because the article has no page; anything else is an address.
    Address,
    /// A tag that holds back.
    Tag,
}

/// What a word of front matter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The article is free.
    Free,
    /// The article is held back.
    Held,
    /// The article is held back until the date that the value is.
    Until,
    /// The article is held back from the date on that the value is.
    From,
    /// It is not known what the value says.
    Unknown,
}

const fn word(name: &'static str, kind: Kind, keys: &'static [&'static str]) -> Word {
    Word { name, kind, keys }
}

/// Every word.
pub const WORDS: &[Word] = &[
    word("published", Kind::Publication, &["published", "ispublished"]),
    word("draft", Kind::Holding, &["draft", "isdraft", "saveasdraft"]),
    word("deleted", Kind::Holding, &["deleted", "isdeleted", "trashed"]),
    word("removed", Kind::Holding, &["removed", "isremoved"]),
    word("publish", Kind::Publication, &["publish", "dgpublish", "shouldpublish"]),
    word("ignorePublish", Kind::Holding, &["ignorepublish", "nopublish", "donotpublish"]),
    word("public", Kind::Granting, &["public", "ispublic"]),
    word("listed", Kind::Granting, &["listed", "islisted", "discoverable", "routable"]),
    word("visible", Kind::Granting, &["visible", "isvisible"]),
    word("private", Kind::Holding, &["private", "isprivate", "confidential"]),
    word("hidden", Kind::Holding, &["hidden", "ishidden"]),
    word("unlisted", Kind::Holding, &["unlisted", "isunlisted", "hideinlist"]),
    word("unpublished", Kind::Holding, &["unpublished", "isunpublished"]),
    word("expired", Kind::Holding, &["expired", "isexpired"]),
    word("headless", Kind::Holding, &["headless"]),
    word(
        "membersOnly",
        Kind::Holding,
        &["membersonly", "subscribersonly", "paidonly", "emailonly", "loginrequired"],
    ),
    word("eleventyExcludeFromCollections", Kind::Holding, &["eleventyexcludefromcollections"]),
    word(
        "excludeFromFeed",
        Kind::Holding,
        &[
            "excludefromfeed", "excludefromfeeds", "excludefromrss", "feedexclude", "rssexclude",
            "rssignore", "hidefromfeed", "hidefromrss", "hiddenfromfeed", "hiddenfromrss", "hiddeninrss",
            "nofeed", "norss", "skipfeed", "skiprss", "disablerss", "excludefromblog", "exculdefromblog",
            "excludefromcollection", "excludefromcollections",
        ],
    ),
    word(
        "inFeed",
        Kind::Granting,
        &["infeed", "inrss", "includeinfeed", "includeinrss", "showinfeed", "showinrss"],
    ),
    word(
        "hide",
        Kind::HoldingIfTrue,
        &["hide", "exclude", "ignore", "ignored", "wip", "encrypt", "encrypted", "archived"],
    ),
    word("feed", Kind::GrantingUnlessFalse, &["feed", "rss", "article"]),
    word("render", Kind::GrantingUnlessFalse, &["render", "output"]),
    word("status", Kind::Status, &["status", "poststatus", "publishstatus", "publicationstatus", "wpstatus"]),
    word(
        "state",
        Kind::Stage,
        &["state", "poststate", "workflowstate", "moderationstate", "stage", "audience"],
    ),
    word("outputs", Kind::Outputs, &["outputs"]),
    word("visibility", Kind::Status, &["visibility", "postvisibility", "access"]),
    word(
        "password",
        Kind::Filled,
        &[
            "password", "postpassword", "passwd", "passphrase", "pwd", "protected", "passwordprotected",
            "wppostpassword",
        ],
    ),
    word(
        "deletedAt",
        Kind::Filled,
        &["deletedat", "deletedon", "trashedat", "removedat", "archivedat", "unpublishedat"],
    ),
    word(
        "publishDate",
        Kind::Start,
        &[
            "publishdate", "pubdate", "publishon", "publishat", "publishtime", "publishdatetime",
            "publishfrom", "publishafter", "scheduled", "scheduledat", "scheduledfor", "scheduledate",
            "scheduleddate", "golive", "golivedate", "liveat", "embargo", "embargountil", "embargodate",
            "embargoeduntil", "visiblefrom", "availablefrom", "validfrom", "notbefore",
        ],
    ),
    word("publishedAt", Kind::StartOrNever, &["publishedat", "firstpublishedat"]),
    word(
        "expiryDate",
        Kind::End,
        &[
            "expirydate", "expiry", "expires", "expire", "expiresat", "expireson", "expireat", "expireon",
            "expiredate", "expiration", "expirationdate", "expirytime", "unpublishdate", "unpublish",
            "unpublishon", "unpublishat", "publishuntil", "publishto", "publisheduntil", "visibleuntil",
            "visibleto", "availableuntil", "availableto", "validuntil", "validto", "notafter",
        ],
    ),
    word("build", Kind::Listing, &["build"]),
    word("build.list", Kind::Listing, &[]),
    word("build.render", Kind::Listing, &[]),
    word("permalink", Kind::Address, &["permalink"]),
    word("tags", Kind::Tag, &["tags", "tag"]),
];

/// The values of `status` and `visibility` that are free.
pub const FREE: &[&str] = &[
    "publish", "published", "public", "posted", "live", "released", "listed", "visible", "featured",
    "online", "everyone", "open", "true", "yes", "on", "1",
];

/// The values of `status` and `visibility` that hold back.
pub const HELD: &[&str] = &[
    "draft", "drafts", "autodraft", "private", "pending", "pendingreview", "review", "inreview",
    "needsreview", "hidden", "trash", "trashed", "future", "scheduled", "unlisted", "inherit", "deleted",
    "removed", "archived", "expired", "rejected", "unpublished", "withdrawn", "wip", "inprogress", "todo",
    "idea", "embargoed", "protected", "password", "passwordprotected", "internal", "restricted", "members",
    "membersonly", "paid", "onlypaid", "founding", "tiers", "subscribers", "followers", "direct", "skip",
    "sent", "blocked", "disabled", "inactive", "offline", "spam", "onhold", "retired", "queue", "queued",
    "none", "never", "false", "no", "off", "0",
];

/// The tags that hold back, as Nikola has them.
pub const TAGS: &[&str] = &["draft", "private"];

/// The longest key, folded.
const LONGEST: usize = 40;

/// The words by their keys.
static BY_KEY: LazyLock<Keyed<&'static Word>> = LazyLock::new(|| {
    let keys = |word: &'static Word| word.keys.iter().map(move |key| (Box::from(*key), word));
    Keyed::of(WORDS.iter().flat_map(keys))
});

/// For each first letter of a key a bit for each last one; letters are told apart by five bits.
static ENDS: LazyLock<[u32; 32]> = LazyLock::new(|| {
    let mut ends = [0; 32];
    for key in WORDS.iter().flat_map(|word| word.keys) {
        if let [first, .., last] = key.as_bytes()
            && let Some(lasts) = ends.get_mut(usize::from(first % 32))
        {
            *lasts |= 1_u32.rotate_left(u32::from(*last));
        }
    }
    ends
});

/// Whether the byte may stand anywhere in a key and changes nothing.
fn is_between_words(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b' ' | b'\t')
}

/// Whether a key begins and ends as that of a word, which few others do.
fn may_be_word(key: &str) -> bool {
    let (first, last) = match key.as_bytes() {
        // Most keys begin and end with letters.
        [first, .., last] if !is_between_words(*first) && !is_between_words(*last) => (*first, *last),
        bytes => {
            let mut bytes = bytes.iter().copied().filter(|byte| !is_between_words(*byte));
            let (Some(first), Some(last)) = (bytes.next(), bytes.next_back()) else { return false };
            (first, last)
        }
    };
    let lasts = ENDS.get(usize::from(first % 32)).copied().unwrap_or_default();
    lasts & 1_u32.rotate_left(u32::from(last)) != 0
}

/// The word that a key is.
pub fn word_of(key: &str) -> Option<&'static Word> {
    if !may_be_word(key) {
        return None;
    }
    // Most keys are in one word.
    if let Some(word) = BY_KEY.get(key.as_bytes()) {
        return Some(word);
    }
    if !key.bytes().any(is_between_words) {
        return None;
    }
    let mut folded = [0_u8; LONGEST];
    let mut length = 0_usize;
    for byte in key.bytes().filter(|byte| !is_between_words(*byte)) {
        *folded.get_mut(length)? = byte.to_ascii_lowercase();
        length = length.saturating_add(1);
    }
    BY_KEY.get(folded.get(..length)?).copied()
}

/// A value of the key that holds back; `None` where it is no word that does so by its value alone.
pub fn held_value(key: &str) -> Option<&'static str> {
    let word = word_of(key).filter(|word| !matches!(word.kind, Kind::Tag | Kind::Address))?;
    ["true", "false", "draft"].into_iter().find(|value| verdict(word.name, value) == Verdict::Held)
}

/// Where the word of this name is in [`WORDS`].
pub fn position(name: &str) -> usize {
    WORDS.iter().position(|word| word.name == name).unwrap_or(WORDS.len())
}

/// What the value of the word of this name says.
pub fn verdict(name: &str, value: &str) -> Verdict {
    let Some(word) = WORDS.get(position(name)) else { return Verdict::Unknown };
    let value: String = value.trim().to_lowercase();
    let truth = match value.as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    };
    let held_if = |held: Option<bool>| match held {
        Some(true) => Verdict::Held,
        Some(false) => Verdict::Free,
        None => Verdict::Unknown,
    };
    match word.kind {
        Kind::Holding => held_if(truth),
        Kind::Granting => held_if(truth.map(|truth| !truth)),
        Kind::Publication if truth.is_some() => held_if(truth.map(|truth| !truth)),
        Kind::Publication if is_like_date(&value) => Verdict::Until,
        Kind::Publication => status(&value),
        Kind::Stage => held_if(Some(truth.is_none() && status(&value) == Verdict::Held)),
        Kind::Outputs => held_if(Some(value == "none")),
        Kind::HoldingIfTrue => held_if(Some(truth == Some(true))),
        Kind::GrantingUnlessFalse => held_if(Some(truth == Some(false) || value == "never")),
        Kind::Status => status(&value),
        Kind::Filled => held_if(Some(!matches!(value.as_str(), "false" | "no" | "off"))),
        Kind::StartOrNever if value.is_empty() => Verdict::Held,
        Kind::Start | Kind::StartOrNever => match value.as_str() {
            "true" | "yes" | "on" | "never" => Verdict::Held,
            "false" | "no" | "off" => Verdict::Free,
            _ => Verdict::Until,
        },
        Kind::End => match value.as_str() {
            "false" | "no" | "off" | "never" | "none" => Verdict::Free,
            _ => Verdict::From,
        },
        Kind::Listing => match value.as_str() {
            "always" => Verdict::Free,
            "never" | "local" | "link" => Verdict::Held,
            _ => held_if(truth.map(|truth| !truth)),
        },
        Kind::Address => held_if(Some(matches!(value.as_str(), "false" | "no" | "off" | "never"))),
        Kind::Tag => Verdict::Held,
    }
}

/// Whether a value begins as a date does, with at least four digits or a day and what separates it.
fn is_like_date(value: &str) -> bool {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    digits >= 4 || (digits >= 1 && value.as_bytes().get(digits).is_some_and(|byte| b"-/. ".contains(byte)))
}

/// What a status says, or several between commas: all must be free.
fn status(value: &str) -> Verdict {
    let mut verdict = Verdict::Free;
    for part in value.split(',') {
        let folded: String = part.chars().filter(|character| !matches!(character, '-' | '_' | ' ')).collect();
        if HELD.contains(&folded.as_str()) {
            return Verdict::Held;
        }
        if !FREE.contains(&folded.as_str()) {
            verdict = Verdict::Unknown;
        }
    }
    verdict
}

/// What in the path of a record holds it back.
pub fn held_by_path(place: &Place<'_>) -> Option<&'static str> {
    let is_drafts = |folder: &str| {
        let folder = folder.strip_prefix('_').unwrap_or(folder);
        folder.eq_ignore_ascii_case("drafts")
    };
    let folders = || place.folder.split('/').chain(place.is_bundle.then_some(place.whole_name));
    if folders().any(is_drafts) {
        return Some("drafts");
    }
    // The folders of collections begin like this, and may have a page of their own.
    let is_collection = place.is_bundle && (place.folder.is_empty() || place.whole_name == "_posts");
    (place.whole_name.starts_with('_') && !is_collection).then_some("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_word_in_any_spelling() {
        for key in ["publish_date", "publishDate", "publish-date", "PublishDate", " PUBLISH DATE "] {
            assert_eq!(word_of(key).map(|word| word.name), Some("publishDate"), "{key}");
        }
        for key in ["", "a", "-_", "date", "publisher", "drafted", "title", &"x".repeat(100)] {
            assert_eq!(word_of(key), None, "{key}");
        }
    }

    #[test]
    fn every_key_is_folded_short_and_means_one_word() {
        for (word, key) in WORDS.iter().flat_map(|word| word.keys.iter().map(move |key| (word, key))) {
            assert_eq!(word_of(key), Some(word), "{key}");
        }
        assert!(FREE.iter().all(|value| !HELD.contains(value)));
    }

    #[test]
    fn what_is_not_clearly_free_is_held_or_an_error() {
        for (name, value, expected) in [
            ("status", "Publish", Verdict::Free),
            ("status", "published, featured", Verdict::Free),
            ("status", "published, hidden", Verdict::Held),
            ("status", "Pending Review", Verdict::Held),
            ("status", "almost", Verdict::Unknown),
            ("status", "", Verdict::Unknown),
            ("published", "", Verdict::Unknown),
            ("published", "2020-01-01", Verdict::Until),
            ("published", "12 Mar 2020", Verdict::Until),
            ("published", "2", Verdict::Unknown),
            ("publish", "Draft", Verdict::Held),
            ("publish", "unlisted", Verdict::Held),
            ("publish", "live", Verdict::Free),
            ("publish", "sometimes", Verdict::Unknown),
            ("state", "queue", Verdict::Held),
            ("state", "draft", Verdict::Held),
            ("state", "California", Verdict::Free),
            ("state", "only_paid", Verdict::Held),
            ("state", "off", Verdict::Free),
            ("password", "abc", Verdict::Held),
            ("password", "false", Verdict::Free),
            ("expiryDate", "never", Verdict::Free),
            ("expiryDate", "2020-01-01", Verdict::From),
            ("publishedAt", "", Verdict::Held),
            ("build.list", "local", Verdict::Held),
            ("build.render", "sometimes", Verdict::Unknown),
            ("hide", "navigation", Verdict::Free),
            ("permalink", "/a/", Verdict::Free),
            ("permalink", "False", Verdict::Held),
        ] {
            assert_eq!(verdict(name, value), expected, "{name}: {value}");
        }
    }
}
