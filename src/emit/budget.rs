//! Entries -> the entries of one feed, of which the heaviest are shown by their summaries where all of them would make a
//! file larger than `feeds.max_size`.
//!
//! The weight of an entry is what it takes in the format that takes most, so that all formats show the same. Of entries of
//! about the same weight the later ones in the feed, which are the older ones, fall first: an entry that has fallen stays
//! down while others come. What certainly falls is let go while others are still read, so that memory holds a feed of the
//! largest size, and never all that its records hold.

use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::html;
use crate::model::{Content, Credit, Entry, Episode, Image, Person, Text, TextKind};
use crate::text::escape_html;

/// What was left out of a feed for its size.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cut {
    /// The entries that are shown by their summaries, by their positions in the feed.
    pub positions: BTreeSet<u32>,
    /// Whether the feed is too large even so.
    pub is_too_large: bool,
}

/// The entries of a feed as they come, in any order.
pub struct Budget {
    /// How many bytes the entries may take together.
    most: usize,
    entries: Vec<Option<Arc<Entry>>>,
    /// How many bytes those that are here take, at most.
    taken: usize,
    /// The ranks of the entries that are whole, once their exact weights are known.
    whole: Option<BinaryHeap<Rank>>,
    /// The least of the entries that fell.
    least: Option<Rank>,
    cut: BTreeSet<u32>,
}

/// Which entry falls first: the one of the greatest weight, roughly, then the last one.
type Rank = (usize, u32);

/// What a feed takes without entries, and an entry without its texts, in bytes.
const BARE: usize = 4096;

/// The longest summary and title of an entry that falls, in characters.
const LONGEST: usize = 1000;

/// How many bytes each list of an entry that falls takes, unless its first item is longer.
const LONGEST_LIST: usize = 4096;

/// How many bytes a character takes at most as it is written, for one in memory: `&quot;`.
const MOST_OF_A_BYTE: usize = 6;

impl Budget {
    /// The budget of a feed of so many entries, whose file may have so many bytes; nothing for any number.
    pub fn new(entries: usize, max_size: Option<u64>) -> Budget {
        let most = max_size.map_or(usize::MAX, |size| usize::try_from(size).unwrap_or(usize::MAX));
        Budget {
            most: if max_size.is_some() { most.saturating_sub(BARE) } else { most },
            entries: vec![None; entries],
            taken: 0,
            whole: None,
            least: None,
            cut: BTreeSet::new(),
        }
    }

    /// Takes the entry at this position.
    pub fn put(&mut self, position: usize, entry: Arc<Entry>) {
        let Some(place) = self.entries.get_mut(position) else { return };
        *place = Some(Arc::clone(&entry));
        if self.whole.is_none() {
            // Most feeds are far below their limit, whatever their texts are.
            self.taken = self.taken.saturating_add(most_of(&entry));
            if self.taken > self.most {
                self.measure();
            }
        } else {
            self.add(position, &entry);
        }
    }

    /// The entries in their order, of which some may be missing, and which of them fell.
    pub fn finish(mut self) -> (Vec<Option<Arc<Entry>>>, Cut) {
        // Whatever the order in which they came: all that rank before the least that fell fall too.
        let least = self.least;
        while let Some(rank) = self.whole.as_mut().and_then(BinaryHeap::pop)
            && least.is_some_and(|least| rank > least)
        {
            self.fall(rank);
        }
        let cut = Cut { positions: self.cut, is_too_large: self.whole.is_some() && self.taken > self.most };
        (self.entries, cut)
    }

    /// From here on weights are exact.
    fn measure(&mut self) {
        (self.taken, self.whole) = (0, Some(BinaryHeap::new()));
        for position in 0..self.entries.len() {
            if let Some(entry) = self.entries.get(position).cloned().flatten() {
                self.add(position, &entry);
            }
        }
    }

    fn add(&mut self, position: usize, entry: &Entry) {
        let weight = weight(entry);
        self.taken = self.taken.saturating_add(weight);
        if let Some(whole) = &mut self.whole {
            whole.push((rounded(weight), u32::try_from(position).unwrap_or(u32::MAX)));
        }
        while self.taken > self.most
            && let Some(rank) = self.whole.as_mut().and_then(BinaryHeap::pop)
        {
            self.least = Some(self.least.map_or(rank, |least| least.min(rank)));
            self.fall(rank);
        }
    }

    /// Leaves of an entry what [`shown_by_summary`] shows, where that is less.
    fn fall(&mut self, (_, number): Rank) {
        let place = usize::try_from(number).ok().and_then(|position| self.entries.get_mut(position));
        let Some(Some(entry)) = place else { return };
        let fallen = shown_by_summary(entry);
        let (before, after) = (weight(entry), weight(&fallen));
        if after < before {
            *entry = Arc::new(fallen);
            self.taken = self.taken.saturating_sub(before.saturating_sub(after));
            self.cut.insert(number);
        }
    }
}

/// What an entry takes at most as it is written, in bytes, for the lengths of its texts.
fn most_of(entry: &Entry) -> usize {
    let contents = contents(entry).map(str::len).fold(0, usize::saturating_add);
    let names = names(entry).map(str::len).fold(0, usize::saturating_add);
    let names = names.saturating_mul(2 * MOST_OF_A_BYTE);
    let texts = contents.saturating_mul(MOST_OF_A_BYTE).saturating_add(names);
    texts.saturating_add(elements(entry))
}

/// What an entry takes as it is written, in bytes, in the format that takes most.
fn weight(entry: &Entry) -> usize {
    let of_content = |byte: &u8| match byte {
        b'"' | b'\'' => MOST_OF_A_BYTE,
        b'&' => 5,
        b'<' | b'>' => 4,
        b'\\' | b'\t' | b'\n' => 2,
        _ => 1,
    };
    // Some formats say these twice, and as `&#x3C;`.
    let of_name = |byte: &u8| match byte {
        b'"' | b'\'' | b'&' | b'<' | b'>' => 2 * MOST_OF_A_BYTE,
        b'\\' | b'\t' | b'\n' => 4,
        _ => 2,
    };
    let contents = contents(entry).flat_map(str::as_bytes).map(of_content);
    let names = names(entry).flat_map(str::as_bytes).map(of_name);
    contents.chain(names).fold(elements(entry), usize::saturating_add)
}

/// What the elements of an entry take without their texts, in bytes.
fn elements(entry: &Entry) -> usize {
    let lists = [entry.categories.len(), entry.links.len(), entry.authors.len(), entry.enclosures.len()];
    lists.into_iter().fold(0, usize::saturating_add).saturating_mul(512).saturating_add(BARE / 2)
}

/// The weight without what tells it from others within a quarter of it.
fn rounded(weight: usize) -> usize {
    let bits = usize::BITS.saturating_sub(weight.leading_zeros()).saturating_sub(3);
    weight.checked_shr(bits).and_then(|head| head.checked_shl(bits)).unwrap_or(weight)
}

/// The contents of an entry.
fn contents(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.contents.iter().map(|content| match content {
        Content::Text(text) => text.value.as_str(),
        Content::Embedded { value, .. } => value,
        Content::OutOfLine { source, .. } => source,
    })
}

/// The other texts of an entry that formats write.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    let Entry { title, summary, rights, links, authors, contributors, .. } = entry;
    let of_texts = [title, summary, rights].into_iter().flatten().map(|text| text.value.as_str());
    let of_links =
        links.iter().flat_map(|link| [Some(&link.href), link.title.as_ref(), Some(&link.relation)]);
    let of_files = entry.enclosures.iter();
    let of_files = of_files.flat_map(|file| [Some(&file.url), file.title.as_ref(), file.media_type.as_ref()]);
    let people = authors.iter().chain(contributors);
    let of_people = people.flat_map(|person| {
        let Person { name, uri, email, avatar } = person;
        [Some(name), uri.as_ref(), email.as_ref(), avatar.as_ref()]
    });
    let of_topics = entry
        .categories
        .iter()
        .flat_map(|category| [Some(&category.term), category.label.as_ref(), category.scheme.as_ref()]);
    let images = entry.image.iter().chain(&entry.banner);
    let of_images = images.flat_map(|image| {
        let Image { url, title, description, .. } = image;
        [Some(url), title.as_ref(), description.as_ref()]
    });
    let of_episode = entry.episode.as_deref().into_iter().flat_map(of_episode);
    let of_lists =
        of_links.chain(of_files).chain(of_episode).chain(of_people).chain(of_topics).chain(of_images);
    let of_lists = of_lists
        .chain([entry.id.as_ref(), entry.language.as_ref(), entry.markdown.as_ref()])
        .flatten()
        .map(String::as_str);
    of_texts.chain(of_lists)
}

/// The entry with its summary in the place of its content, and with nothing that could be long.
fn shown_by_summary(entry: &Entry) -> Entry {
    let content = entry.contents.iter().find_map(|content| match content {
        Content::Text(text) => Some(text),
        Content::Embedded { .. } | Content::OutOfLine { .. } => None,
    });
    let summary = entry.summary.as_ref().or(content).map(|text| match text.kind {
        TextKind::Html if entry.summary.is_none() => {
            shortened(&Text::html(html::first_paragraph(&text.value)))
        }
        TextKind::Html | TextKind::Plain => shortened(text),
    });
    let size_of_person =
        |person: &Person| person.name.len().saturating_add(person.uri.as_ref().map_or(0, String::len));
    Entry {
        title: entry.title.as_ref().map(shortened),
        summary: summary.filter(|summary| !summary.value.is_empty()),
        contents: Vec::new(),
        rights: entry.rights.as_ref().map(shortened),
        authors: first(&entry.authors, size_of_person),
        contributors: first(&entry.contributors, size_of_person),
        categories: first(&entry.categories, |category| category.term.len().saturating_mul(2)),
        links: first(&entry.links, |link| link.href.len()),
        enclosures: first(&entry.enclosures, |file| file.url.len()),
        episode: entry.episode.as_deref().map(|episode| Box::new(without_lists(episode))),
        id: entry.id.clone(),
        published: entry.published,
        updated: entry.updated,
        image: entry.image.clone(),
        banner: entry.banner.clone(),
        language: entry.language.clone(),
        facets: entry.facets.clone(),
        markdown: None,
        // No record has any of these.
        source: None,
        extensions: Vec::new(),
        members: Vec::new(),
    }
}

/// The episode without what could be long.
fn without_lists(episode: &Episode) -> Episode {
    let Episode { number, season, kind, is_explicit, .. } = *episode;
    Episode { number, season, kind, is_explicit, ..Episode::default() }
}

/// The texts that say of an episode what is beside it.
fn of_episode(episode: &Episode) -> impl Iterator<Item = Option<&String>> {
    let transcripts = episode.transcripts.iter();
    let transcripts =
        transcripts.flat_map(|file| [Some(&file.url), Some(&file.media_type), file.language.as_ref()]);
    let chapters = episode.chapters.iter().flat_map(|file| [Some(&file.url), Some(&file.media_type)]);
    let people = episode.people.iter().flat_map(|person| {
        let Credit { name, role, group, uri, image } = person;
        [Some(name), role.as_ref(), group.as_ref(), uri.as_ref(), image.as_ref()]
    });
    transcripts.chain(chapters).chain(people)
}

/// The text, or the beginning of it in plain words where it is long.
fn shortened(text: &Text) -> Text {
    if text.value.len() <= LONGEST {
        return text.clone();
    }
    let html = match text.kind {
        TextKind::Html => text.value.clone(),
        TextKind::Plain => escape_html(&text.value),
    };
    Text::plain(html::excerpt(&html, LONGEST))
}

/// The first items, up to the length that a list may have, and at least one.
fn first<T: Clone>(items: &[T], size: impl Fn(&T) -> usize) -> Vec<T> {
    let mut taken = 0_usize;
    let fitting = items.iter().enumerate().take_while(|(index, item)| {
        taken = taken.saturating_add(size(item));
        *index == 0 || taken <= LONGEST_LIST
    });
    fitting.map(|(_, item)| item.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: usize, length: usize) -> Arc<Entry> {
        let content = format!("<p>{}</p>", "word ".repeat(length / 5));
        Arc::new(Entry {
            id: Some(format!("tag:example.org,2000:{id}")),
            title: Some(Text::plain("A title")),
            contents: vec![Content::Text(Text::html(content))],
            ..Entry::default()
        })
    }

    /// Which entries of these lengths fall, put in this order.
    fn fallen(lengths: &[usize], order: impl Iterator<Item = usize>, max_size: u64) -> Vec<u32> {
        let mut budget = Budget::new(lengths.len(), Some(max_size));
        for position in order {
            budget.put(position, entry(position, lengths[position]));
        }
        let (entries, cut) = budget.finish();
        let entries: Vec<Arc<Entry>> = entries.into_iter().map(Option::unwrap).collect();
        let taken: usize = entries.iter().map(|entry| weight(entry)).sum();
        assert!(cut.is_too_large || taken <= usize::try_from(max_size).unwrap());
        for (position, entry) in (0..).zip(&entries) {
            assert_eq!(entry.contents.is_empty(), cut.positions.contains(&position));
            assert_eq!(entry.summary.is_some(), entry.contents.is_empty());
        }
        cut.positions.into_iter().collect()
    }

    #[test]
    fn the_heaviest_fall_first_and_of_equals_the_last() {
        for (lengths, max_size, expected) in [
            (&[10_000, 90_000, 20_000][..], 200_000, &[][..]),
            (&[10_000, 90_000, 20_000], 100_000, &[1]),
            (&[30_000, 30_000, 30_000, 30_000], 80_000, &[2, 3]),
            (&[40_000, 41_000, 40_500, 90_000], 110_000, &[2, 3]),
            (&[90_000, 30_000], 10_000, &[0, 1]),
        ] {
            let count = lengths.len();
            assert_eq!(fallen(lengths, 0..count, max_size), expected, "{lengths:?}");
            assert_eq!(fallen(lengths, (0..count).rev(), max_size), expected, "{lengths:?}");
            let odd_first = (1..count).step_by(2).chain((0..count).step_by(2));
            assert_eq!(fallen(lengths, odd_first, max_size), expected, "{lengths:?}");
        }
    }

    #[test]
    fn an_entry_that_has_fallen_stays_down_while_others_of_its_weight_come() {
        let mut down: BTreeSet<usize> = BTreeSet::new();
        for newest in 10..40_usize {
            // The newest comes first, and the oldest goes.
            let lengths: Vec<usize> = (0..10).map(|age| 30_000 + (newest - age) % 7 * 500).collect();
            let now = fallen(&lengths, 0..10, 200_000).into_iter();
            let now: BTreeSet<usize> = now.map(|age| newest - usize::try_from(age).unwrap()).collect();
            let left: BTreeSet<usize> = down.iter().copied().filter(|number| *number > newest - 10).collect();
            assert!(!now.is_empty() && left.is_subset(&now), "{left:?} {now:?}");
            down = now;
        }
    }

    #[test]
    fn what_has_nothing_but_long_lists_and_texts_falls_too() {
        let long = "word ".repeat(20_000);
        let own = Entry {
            title: Some(Text::plain(long.clone())),
            summary: Some(Text::plain(long)),
            authors: vec![Person { name: "A".repeat(1000), ..Person::default() }; 100],
            ..Entry::default()
        };
        let fallen = shown_by_summary(&own);
        assert!(weight(&fallen) < 20_000, "{}", weight(&fallen));
        assert_eq!(fallen.authors.len(), 4);
    }

    #[test]
    fn without_a_limit_nothing_falls() {
        let mut budget = Budget::new(1, None);
        budget.put(0, entry(0, 100_000));
        assert_eq!(budget.finish().1, Cut::default());
    }
}
