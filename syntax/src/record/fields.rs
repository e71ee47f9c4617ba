//! Which front matter keys carry which meaning, in the order they are tried. The configuration may replace a list, and set
//! values for many records at once; nothing that it says frees an article that one of the words of `holding` holds back.

use std::sync::LazyLock;

use super::defaults::Defaults;
use super::front_matter::Heads;
use super::holding::{self, Kind, Word};
use super::meaning::Meaning;
use super::own_words::OwnWords;
use super::typed::Printing;
use super::wanted::Wanted;
use crate::tree::{Mapping, is_same_key, presence};

/// Each meaning in the order that [`Meaning`] has them, the name the configuration calls it by, and its keys.
const TABLE: [(Meaning, &str, &[&str]); 27] = [
    (Meaning::Id, "id", &["id", "guid", "uuid"]),
    (Meaning::Title, "title", &["title", "name"]),
    (Meaning::Summary, "summary", &["excerpt", "description", "summary"]),
    (Meaning::Published, "published", &["publishedDateTime", "date", "published_at", "pubDate"]),
    (Meaning::Updated, "updated", &["updatedDateTime", "lastmod", "last_modified_at", "updated", "modified"]),
    (Meaning::Link, "link", &["webUrl", "originalUrl", "canonical_url", "link", "url"]),
    (Meaning::Via, "via", &["originalUrl"]),
    (
        Meaning::Topics,
        "topics",
        &["topics", "tags", "taxonomies.tags", "categories", "taxonomies.categories"],
    ),
    (Meaning::Category, "category", &["category"]),
    (Meaning::Kind, "type", &["type"]),
    (Meaning::Provider, "provider", &["provider"]),
    (
        Meaning::Authors,
        "authors",
        &["author", "authors", "extra.author", "extra.authors", "taxonomies.authors"],
    ),
    (Meaning::Images, "images", &["images", "image"]),
    (Meaning::Media, "media", &["enclosure", "audio", "video"]),
    (Meaning::Related, "related", &["related"]),
    (Meaning::Content, "content", &["featuredContent"]),
    (Meaning::Quality, "quality", &["quality"]),
    (Meaning::Heat, "heat", &["heat"]),
    (Meaning::Language, "language", &["lang", "language", "locale"]),
    (Meaning::Episode, "episode", &["episode"]),
    (Meaning::Season, "season", &["season"]),
    (Meaning::EpisodeKind, "episode_type", &["episode_type", "episodeType"]),
    (Meaning::Explicit, "explicit", &["explicit"]),
    (Meaning::Duration, "duration", &["duration"]),
    (Meaning::Transcripts, "transcripts", &["transcripts", "transcript"]),
    (Meaning::Chapters, "chapters", &["chapters"]),
    (Meaning::People, "people", &["people"]),
];

/// Additional keys that no configuration replaces: what a permalink is built from, and how the record is to be read.
const FIXED: [&str; 10] = [
    "permalink", "slug", "categories", "category", "tag", "excerpt_separator", "markup", "verbatim", "extra",
    "params",
];

/// The keys beside an image that say what it shows.
pub(super) const IMAGE_ALTS: [&str; 12] = [
    "image_alt", "imageAlt", "image_description", "image_caption", "featured_image_alt",
    "featured_image_caption", "cover_alt", "coverAlt", "cover_image_alt", "hero_alt", "heroAlt",
    "thumbnail_alt",
];

/// Keys that no configuration may give a meaning: how the record is to be read, and what is never read.
const RESERVED: [&str; 3] = ["markup", "verbatim", "secured"];

/// The meanings that select an article and put it in its place.
const SELECTING: [Meaning; 13] = [
    Meaning::Id,
    Meaning::Title,
    Meaning::Published,
    Meaning::Updated,
    Meaning::Link,
    Meaning::Topics,
    Meaning::Category,
    Meaning::Kind,
    Meaning::Provider,
    Meaning::Quality,
    Meaning::Heat,
    Meaning::Language,
    Meaning::Media,
];

/// The keys of every meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldNames {
    lists: Vec<(Meaning, &'static str, Vec<String>)>,
    wanted: Wanted,
    /// A bit for each meaning with a key that has dots.
    ways: u32,
    /// The presences of the keys of each meaning.
    presences: Vec<u64>,
    splits_at_spaces: bool,
    topics_as_jekyll: bool,
    addresses: Vec<String>,
    title_from_body: bool,
    finds_data: bool,
    drops_headings: bool,
    no_topics: Vec<String>,
    slug_key: String,
    lines_in_marks: bool,
    heads: Heads,
    heads_beside: bool,
    cascades: bool,
    printing: Printing,
    own_words: OwnWords,
    defaults: Defaults,
}

impl Default for FieldNames {
    fn default() -> FieldNames {
        FieldNames::standard().clone()
    }
}

static STANDARD: LazyLock<FieldNames> = LazyLock::new(|| {
    let own = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
    let lists = TABLE.iter().map(|&(meaning, name, keys)| (meaning, name, own(keys))).collect();
    let mut names = FieldNames {
        lists,
        wanted: Wanted::default(),
        ways: 0,
        presences: Vec::new(),
        splits_at_spaces: false,
        topics_as_jekyll: false,
        addresses: vec!["permalink".to_owned()],
        title_from_body: true,
        finds_data: false,
        drops_headings: false,
        no_topics: Vec::new(),
        slug_key: "slug".to_owned(),
        lines_in_marks: false,
        heads: Heads::Plain,
        heads_beside: false,
        cascades: false,
        printing: Printing::AsWritten,
        own_words: OwnWords::default(),
        defaults: Defaults::default(),
    };
    names.list_wanted();
    names
});

impl FieldNames {
    /// The keys that have a meaning where no configuration says otherwise.
    pub fn standard() -> &'static FieldNames {
        &STANDARD
    }

    /// The keys of a meaning, in the order they are tried.
    pub fn keys(&self, meaning: Meaning) -> &[String] {
        self.lists.get(meaning as usize).map_or(&[], |list| &list.2)
    }

    /// Whether any key of a meaning leads through a mapping to another.
    pub(super) fn has_ways(&self, meaning: Meaning) -> bool {
        self.ways & 1_u32.wrapping_shl(meaning as u32) != 0
    }

    /// The bits of which a mapping has one if it has any key of a meaning, or one that leads to such a key.
    pub(super) fn presences(&self, meaning: Meaning) -> u64 {
        self.presences.get(meaning as usize).copied().unwrap_or(u64::MAX)
    }

    /// Whether a record keeps the key at all.
    pub fn is_wanted(&self, key: &str) -> bool {
        self.find(key).is_some() || holding::word_of(key).is_some()
    }

    /// Whether the key has a say in which articles are published, where, and in which order.
    pub fn is_selecting(&self, key: &str) -> bool {
        self.find(key) == Some(true) || holding::word_of(key).is_some()
    }

    /// Whether the key holds what has one of the meanings, or a way to it.
    pub(super) fn leads(&self, key: &str, meanings: &[Meaning]) -> bool {
        meanings.iter().any(|meaning| self.keys(*meaning).iter().any(|own| leads_through(own, key)))
    }

    /// Whether a key, in any case, selects; nothing where it is not read, unless it holds back.
    pub(super) fn find(&self, key: &str) -> Option<bool> {
        let listed = self.wanted.find(key);
        let is_own = || {
            (self.topics_as_jekyll && is_same_key("tags", key))
                || is_same_key(&self.slug_key, key)
                || (key == "layout" && !self.defaults.layouts.is_empty())
                || (self.cascades && is_same_key("cascade", key))
                || self.own_words.takes(key)
        };
        if listed != Some(true) && is_own() { Some(true) } else { listed }
    }

    /// Prepares what the keys of all meanings are asked for most often.
    fn list_wanted(&mut self) {
        let fixed = FIXED.iter().map(|key| (*key, true)).chain(IMAGE_ALTS.iter().map(|key| (*key, false)));
        let addresses = self.addresses.iter().map(|key| (key.as_str(), true));
        let of_meanings = self.lists.iter().flat_map(|(meaning, _, keys)| {
            keys.iter().map(|key| (key.as_str(), SELECTING.contains(meaning)))
        });
        self.wanted = Wanted::of(fixed.chain(addresses).chain(of_meanings));
        let has_ways = |(_, _, keys): &&(Meaning, _, Vec<String>)| keys.iter().any(|key| key.contains('.'));
        let bit = |(meaning, ..): &(Meaning, _, _)| 1_u32.wrapping_shl(*meaning as u32);
        self.ways = self.lists.iter().filter(has_ways).map(bit).fold(0, |ways, way| ways | way);
        let leading = |key: &str| key.split_once('.').map_or(0, |(first, _)| presence(first));
        let presences = |(_, _, keys): &(_, _, Vec<String>)| {
            keys.iter().fold(0, |all, key| all | presence(key) | leading(key))
        };
        self.presences = self.lists.iter().map(presences).collect();
    }

    /// Whether the key cannot be given another meaning: its value is true or false, or it is never read.
    pub fn is_reserved(key: &str) -> bool {
        let says_whether =
            |kind| matches!(kind, Kind::Holding | Kind::Granting | Kind::Publication | Kind::Filled);
        RESERVED.iter().any(|own| is_same_key(own, key.trim()))
            || holding::word_of(key).is_some_and(|word| says_whether(word.kind))
    }

    /// Whether the record says the meaning of the key under another key; not of one that may hold the article back as well.
    pub(super) fn says_otherwise(&self, own: &Mapping<'_>, key: &str) -> bool {
        if holding::word_of(key).is_some() {
            return false;
        }
        let says = |other: &String| other != key && own.get(other).is_some_and(|node| node.says_something());
        // Jekyll reads each key of tags and categories by itself, and `permalink` is one more way to say the link.
        self.lists.iter().any(|(meaning, _, keys)| {
            !matches!(meaning, Meaning::Topics | Meaning::Category)
                && keys.iter().any(|own| own == key)
                && (keys.iter().any(says) || (*meaning == Meaning::Link && says(&"permalink".to_owned())))
        })
    }

    /// The values that the configuration sets for many records at once.
    pub fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// Sets values for many records at once.
    pub fn set_defaults(&mut self, defaults: Defaults) {
        self.defaults = defaults;
    }

    /// Replaces the keys of the meaning that the configuration calls `name`; false if the meaning does not exist.
    pub fn replace(&mut self, name: &str, keys: Vec<String>) -> bool {
        self.topics_as_jekyll &= name != "topics";
        let Some(list) = self.lists.iter_mut().find(|list| list.1 == name) else { return false };
        list.2 = keys;
        self.list_wanted();
        true
    }

    /// From now on `tag`, `tags`, `category` and `categories` are read as Jekyll reads them, and are topics where `topics`
    /// says nothing.
    pub fn read_names_as_jekyll(&mut self) {
        self.replace("topics", vec!["topics".to_owned()]);
        (self.splits_at_spaces, self.topics_as_jekyll) = (true, true);
    }

    /// From now on the topics of a record that names none by `topics` are its categories and its tags.
    pub fn take_topics_from_categories(&mut self) {
        self.replace("topics", vec!["topics".to_owned()]);
        self.topics_as_jekyll = true;
    }

    /// Whether a list of names may hold lists of names.
    pub(super) fn nests_names(&self) -> bool {
        self.topics_as_jekyll && !self.splits_at_spaces
    }

    /// The key that holds the name of a record in its address.
    pub fn slug_key(&self) -> &str {
        &self.slug_key
    }

    /// From now on this key holds the name of a record in its address.
    pub fn name_slug(&mut self, key: &str) {
        key.clone_into(&mut self.slug_key);
    }

    /// Whether a head between lines `---` that is no YAML is read as lines `Key: value`.
    pub(super) fn reads_lines_in_marks(&self) -> bool {
        self.lines_in_marks
    }

    /// From now on a head between lines `---` that is no YAML is read as lines `Key: value`.
    pub fn read_lines_in_marks(&mut self) {
        self.lines_in_marks = true;
    }

    /// Which heads are read.
    pub(super) fn heads(&self) -> Heads {
        self.heads
    }

    /// From now on white space may stand before the opening mark of a head, as in sites of Zola.
    pub fn read_heads_below_blanks(&mut self) {
        self.heads = Heads::Zola;
    }

    /// From now on heads are read as Hexo reads them: a tab at the start of a line of YAML counts as two spaces, and a head without
    /// an opening mark goes up to the first line of dashes.
    pub fn read_heads_as_hexo(&mut self) {
        self.heads = Heads::Hexo;
    }

    /// The word that a key is, on any site or on this one.
    #[inline]
    pub(super) fn word_of(&self, key: &str) -> Option<&'static Word> {
        holding::word_of(key).or_else(|| self.own_words.word_of(key))
    }

    /// What holds articles back on this site alone.
    pub(super) fn own_words(&self) -> &OwnWords {
        &self.own_words
    }

    /// The same, to add to it.
    pub fn own_words_mut(&mut self) -> &mut OwnWords {
        &mut self.own_words
    }

    /// Whether the head of a record may be a file of its own, as in sites of Nikola.
    pub(super) fn has_heads_beside(&self) -> bool {
        self.heads_beside
    }

    /// From now on the head of a record may be a file of its own.
    pub fn read_heads_beside(&mut self) {
        self.heads_beside = true;
    }

    /// Whether a record may lay values under itself by `cascade`, as in sites of Hugo.
    pub(super) fn reads_cascades(&self) -> bool {
        self.cascades
    }

    /// From now on a record may lay values under itself by `cascade`.
    pub fn read_cascades(&mut self) {
        self.cascades = true;
    }

    /// How the site's generator prints values that are no texts in addresses.
    pub fn printing(&self) -> Printing {
        self.printing
    }

    /// From now on values that are no texts are in addresses what the site's generator prints of them.
    pub fn print_as(&mut self, printing: Printing) {
        self.printing = printing;
    }

    /// Whether a record without a title has that of the first heading of its body.
    pub(super) fn takes_title_from_body(&self) -> bool {
        self.title_from_body
    }

    /// From now on the first heading of a body is the title where there is no other, or is not.
    pub fn take_title_from_body(&mut self, takes: bool) {
        self.title_from_body = takes;
    }

    /// From now on the first heading of a body goes also where there is another title, as its generator shows but one.
    pub fn drop_headings(&mut self) {
        self.drops_headings = true;
    }

    /// Whether the first heading of a body goes also where there is another title.
    pub(super) fn drops_headings(&self) -> bool {
        self.drops_headings
    }

    /// From now on names of topics that are one of these count for nothing.
    pub fn leave_out_topics(&mut self, names: &[&str]) {
        self.no_topics = names.iter().map(|&name| name.to_owned()).collect();
    }

    /// Whether the name is one of a topic.
    pub(super) fn is_topic(&self, name: &str) -> bool {
        !self.no_topics.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// The keys that hold the address of a record below the site as a whole, in the order they are tried.
    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// From now on these keys hold the address of a record below the site as a whole.
    pub fn name_addresses(&mut self, keys: &[&str]) {
        self.addresses = keys.iter().map(|&key| key.to_owned()).collect();
        self.list_wanted();
    }

    /// Whether data files that nothing names are records where they have a title and a date.
    pub fn finds_data(&self) -> bool {
        self.finds_data
    }

    /// From now on data files that nothing names are records where they have a title and a date.
    pub fn find_data(&mut self) {
        self.finds_data = true;
    }

    /// Whether the text holds the names of a title and a date anywhere.
    pub(super) fn are_mentioned_in(&self, text: &[u8]) -> bool {
        [Meaning::Title, Meaning::Published].iter().all(|meaning| {
            let names = self.keys(*meaning).iter().filter_map(|key| key.rsplit('.').next());
            names.into_iter().any(|name| memchr::memmem::find(text, name.as_bytes()).is_some())
        })
    }

    /// Whether the topics of a record that names none are its categories and tags.
    pub(super) fn takes_topics_as_jekyll(&self) -> bool {
        self.topics_as_jekyll
    }

    /// Whether one text under the key holds a name up to each white space.
    pub fn splits_at_spaces(&self, key: &str) -> bool {
        self.splits_at_spaces && matches!(key, "tags" | "categories")
    }

    /// The names that the configuration may use.
    pub fn names() -> Vec<&'static str> {
        TABLE.iter().map(|&(_, name, _)| name).collect()
    }
}

/// Whether the name is the key in any case, or begins with it and a dot.
fn leads_through(name: &str, key: &str) -> bool {
    match name.split_at_checked(key.len()) {
        Some((start, rest)) => (rest.is_empty() || rest.starts_with('.')) && is_same_key(start, key),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_meanings_in_their_order() {
        for (position, (meaning, _, keys)) in TABLE.iter().enumerate() {
            assert_eq!(*meaning as usize, position, "{meaning:?}");
            assert_eq!(FieldNames::default().keys(*meaning), *keys);
        }
    }
}
