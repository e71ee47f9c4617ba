//! Articles are put into groups by their facts alone: one for all, one for every topic, one for every additional feed; of a site of
//! several languages those for all and for topics once for each language that has such articles. The newest come first, and no
//! group is longer than its limit; what is beyond it may go to an archive.
//!
//! Articles are numbers here, in the order of their paths; their texts are not read.

mod archive;
mod articles;
mod filter;

pub use archive::{ArchivePage, Start};
pub use articles::{Articles, Claim, Ruling, articles};

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::catalogue::{self, Mark, PackedSelection, Score};
use crate::config::{Config, ExtraFeed, FeedLanguage, Feeds, Filter, Order};
use crate::model::{Category, Podcast};
use crate::topic::{Directory, Topic};
use articles::Article;
use filter::Conditions;

/// What grouping asks of the records, by their numbers. Their facts are unpacked where their marks do not say enough.
#[derive(Clone, Copy)]
pub struct Lookup<'c, 'f> {
    /// The mark of a record.
    pub mark: &'c (dyn Fn(u32) -> Mark + Sync + 'c),
    /// Its packed facts; `None` where there are none.
    pub packed: &'c (dyn Fn(u32) -> Option<&'f [u8]> + Sync + 'c),
}

impl<'f> Lookup<'_, 'f> {
    fn mark(self, number: u32) -> Mark {
        (self.mark)(number)
    }

    fn topics(self, number: u32) -> impl Iterator<Item = &'f str> {
        catalogue::topics((self.packed)(number).unwrap_or_default())
    }

    fn selection(self, number: u32) -> Option<PackedSelection<'f>> {
        catalogue::unpack((self.packed)(number)?)?.selection
    }
}

/// The articles of one feed, in the order they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which feed it is.
    pub kind: GroupKind,
    /// The numbers of its articles.
    pub members: Vec<u32>,
    /// The numbers of the articles that it has no room for, where it has an archive.
    pub older: Vec<u32>,
    /// The pages of its archive, the oldest first, once [`Group::archive`] has made them.
    pub pages: Vec<ArchivePage>,
}

/// One of the documents that a feed consists of.
#[derive(Debug, Clone, Copy)]
pub struct FeedDocument<'g> {
    /// The feed.
    pub group: &'g Group,
    /// The page of its archive, by its position; `None` for what subscribers read.
    pub page: Option<usize>,
    /// The numbers of its articles, in the order they are written.
    pub members: &'g [u32],
}

impl Group {
    /// The feed of these articles, without an archive.
    pub fn new(kind: GroupKind, members: Vec<u32>) -> Group {
        Group { kind, members, older: Vec::new(), pages: Vec::new() }
    }

    /// The documents of the feed: what subscribers read first, then the pages of its archive.
    pub fn documents(&self) -> impl Iterator<Item = FeedDocument<'_>> {
        let first = FeedDocument { group: self, page: None, members: &self.members };
        let pages = self.pages.iter().enumerate().map(|(position, page)| FeedDocument {
            group: self,
            page: Some(position),
            members: &page.members,
        });
        std::iter::once(first).chain(pages)
    }

    /// Puts the articles that it has no room for into pages, where `known` are the starts of those that are published.
    pub fn archive(&mut self, articles: &Articles<'_>, known: &BTreeSet<Start>, config: &Config) {
        let mut keyed: Vec<(archive::Key, u32)> =
            self.older.iter().filter_map(|&number| Some((articles.get(number)?.key(), number))).collect();
        keyed.sort_unstable();
        self.pages = archive::pages(&keyed, known, limit(&self.kind, config));
    }
}

impl<'g> FeedDocument<'g> {
    /// The page of the archive that it is.
    pub fn archive_page(self) -> Option<&'g ArchivePage> {
        self.group.pages.get(self.page?)
    }

    /// The page of the archive that comes before this one, which is the newest where this is no page.
    pub fn older(self) -> Option<&'g ArchivePage> {
        let position = self.page.unwrap_or(self.group.pages.len());
        self.group.pages.get(position.checked_sub(1)?)
    }

    /// The page of the archive that comes behind this one.
    pub fn newer(self) -> Option<&'g ArchivePage> {
        self.group.pages.get(self.page?.checked_add(1)?)
    }
}

/// How many articles a feed shows, and a page of its archive.
fn limit(kind: &GroupKind, config: &Config) -> usize {
    match kind {
        GroupKind::Extra(index) => {
            config.feeds.extra.get(*index).map_or(config.feeds.limit, |extra| extra.limit)
        }
        GroupKind::Aggregate { .. } | GroupKind::Topic { .. } => config.feeds.limit,
    }
}

/// Which feed a group becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupKind {
    /// All articles.
    Aggregate {
        /// The language that they are in, by its position in the configuration; `None` where feeds are not divided by language.
        language: Option<usize>,
    },
    /// The articles of a topic.
    Topic {
        /// The language that they are in.
        language: Option<usize>,
        /// The topic's name.
        name: String,
        /// The topic's slug.
        slug: String,
        /// The slug that the id of its feed is made of.
        first_slug: String,
    },
    /// An additional feed, by its index in the configuration.
    Extra(usize),
}

impl GroupKind {
    /// The language that all of it is in, where feeds are divided by language.
    pub fn language<'c>(&self, feeds: &'c Feeds) -> Option<&'c FeedLanguage> {
        match self {
            GroupKind::Aggregate { language } | GroupKind::Topic { language, .. } => {
                feeds.languages.get((*language)?)
            }
            GroupKind::Extra(_) => None,
        }
    }

    /// The feed as the one that its id is made of: where it was published first.
    #[must_use]
    pub fn first(&self) -> GroupKind {
        match self {
            GroupKind::Topic { language, name, first_slug, .. } => GroupKind::Topic {
                language: *language,
                name: name.clone(),
                slug: first_slug.clone(),
                first_slug: first_slug.clone(),
            },
            kind => kind.clone(),
        }
    }
}

/// Whether an article passes a filter.
pub fn passes(filter: &Filter, article: &PackedSelection<'_>) -> bool {
    Conditions::of(filter).pass(article)
}

/// Whether a feed takes an article as far as it is a podcast, which takes what can be heard or watched alone.
pub fn is_heard(podcast: Option<&Podcast>, has_media: bool) -> bool {
    podcast.is_none() || has_media
}

/// Groups articles. Each is read once and put into the groups of its topics.
pub fn group(
    articles: &Articles<'_>,
    facts: Lookup<'_, '_>,
    directory: &Directory,
    config: &Config,
) -> Vec<Group> {
    let of_members = |kind: GroupKind, mut members: Vec<Member>| -> Group {
        let number = |member: &Member| Some(articles.at(*member)?.number);
        let order = |a: &Member, b: &Member| newest_first(articles, facts, *a, *b);
        let older = apart(&mut members, limit(&kind, config), order);
        let mut group = Group::new(kind, members.iter().filter_map(number).collect());
        if config.feeds.archive {
            group.older = older.iter().filter_map(number).collect();
        }
        group
    };
    let divided = Divided::of(articles, facts, config);
    let podcast = config.feeds.podcast.as_deref();
    let is_in_all =
        |article: &Article| podcast.is_none() || is_heard(podcast, facts.mark(article.number).has_media);
    let all = articles.kept().filter(|(_, article)| is_in_all(article)).map(|(member, _)| member).collect();
    let mut groups: Vec<Group> = divided
        .parts(all)
        .into_iter()
        // The feed at the top is there even without articles.
        .filter(|(language, members)| language.is_none_or(|language| language == 0) || !members.is_empty())
        .map(|(language, members)| of_members(GroupKind::Aggregate { language }, members))
        .collect();
    let topics = members_of_topics(articles, directory, config);
    let groups_of = |(topic, members): (&Topic, Vec<Member>)| -> Vec<Group> {
        let group = |(language, members): (Option<usize>, Vec<Member>)| {
            let Topic { name, slug, .. } = topic.clone();
            let folder = language.and_then(|language| config.feeds.languages.get(language));
            let first_slug = directory.first_slug(folder.map_or("", |own| &own.folder), topic);
            of_members(GroupKind::Topic { language, name, slug, first_slug }, members)
        };
        let parts = divided.parts(members).into_iter().filter(|(_, members)| !members.is_empty());
        if directory.has_feed(topic) { parts.map(group).collect() } else { Vec::new() }
    };
    groups.extend(topics.into_par_iter().flat_map_iter(groups_of).collect::<Vec<Group>>());
    for (index, extra) in config.feeds.extra.iter().enumerate() {
        let (members, older) = members_of_extra(articles, facts, extra);
        let mut group = Group::new(GroupKind::Extra(index), members);
        // What is left of a ranking is no past of it.
        if config.feeds.archive && extra.order == Order::Published {
            group.older = older;
        }
        groups.push(group);
    }
    groups
}

/// The categories of an article of these topics, each topic once.
pub fn categories<'t>(topics: impl Iterator<Item = &'t Topic>, scheme: &str) -> Vec<Category> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let category = |topic: &Topic| Category {
        term: topic.name.clone(),
        scheme: Some(scheme.to_owned()),
        label: Some(topic.name.clone()),
    };
    topics.filter(|topic| seen.insert(&topic.slug)).map(category).collect()
}

/// An article on its way into a group, by its position among the articles.
type Member = u32;

/// The language that each article is in; nothing where feeds are not divided by language.
struct Divided(Option<(usize, Vec<usize>)>);

impl Divided {
    fn of(articles: &Articles<'_>, facts: Lookup<'_, '_>, config: &Config) -> Divided {
        let languages = &config.feeds.languages;
        if languages.is_empty() {
            return Divided(None);
        }
        let language = |article: &Article| {
            let own = facts.mark(article.number).site_language;
            languages.iter().position(|language| Some(language.of_site) == own).unwrap_or_default()
        };
        Divided(Some((languages.len(), articles.all().iter().map(language).collect())))
    }

    /// The members of each language, in their order.
    fn parts(&self, members: Vec<Member>) -> Vec<(Option<usize>, Vec<Member>)> {
        let Some((count, of_articles)) = &self.0 else { return vec![(None, members)] };
        let mut parts: Vec<(Option<usize>, Vec<Member>)> =
            (0..*count).map(|language| (Some(language), Vec::new())).collect();
        for member in members {
            let language = usize::try_from(member).ok().and_then(|member| of_articles.get(member).copied());
            if let Some((_, part)) = language.and_then(|language| parts.get_mut(language)) {
                part.push(member);
            }
        }
        parts
    }
}

/// The articles of every topic, sorted by slug; with rollup also those of the topics below.
fn members_of_topics<'d>(
    articles: &Articles<'_>,
    directory: &'d Directory,
    config: &Config,
) -> Vec<(&'d Topic, Vec<Member>)> {
    let mut topics: BTreeMap<&str, (&Topic, Vec<Member>)> = BTreeMap::new();
    let topics_of_name: Vec<Vec<&Topic>> =
        articles.names().map(|(name, _)| topics_of(name, directory, config)).collect();
    let used = topics_of_name.iter().zip(articles.names()).filter(|(_, (_, count))| *count > 0);
    for topic in used.flat_map(|(topics, _)| topics) {
        topics.entry(&topic.slug).or_insert((topic, Vec::new()));
    }
    // From here on topics are numbers too.
    let mut lists: Vec<(&Topic, Vec<Member>)> = topics.into_values().collect();
    let position = |topic: &&Topic| lists.binary_search_by(|(other, _)| other.slug.cmp(&topic.slug)).ok();
    let positions: Vec<Vec<usize>> =
        topics_of_name.iter().map(|topics| topics.iter().filter_map(position).collect()).collect();
    for (member, _) in articles.kept() {
        for position in articles.names_at(member).filter_map(|name| positions.get(name)).flatten() {
            if let Some((_, members)) = lists.get_mut(*position)
                // Two names may lead to one topic.
                && members.last() != Some(&member)
            {
                members.push(member);
            }
        }
    }
    lists
}

/// The topics of an article with this topic name: with rollup also those above.
fn topics_of<'d>(name: &str, directory: &'d Directory, config: &Config) -> Vec<&'d Topic> {
    let Some(own) = directory.topic(name) else { return Vec::new() };
    let above = if config.topics.rollup { directory.ancestors(own) } else { Vec::new() };
    std::iter::once(own).chain(above).collect()
}

/// The articles of an additional feed, and those that it has no room for.
fn members_of_extra(
    articles: &Articles<'_>,
    facts: Lookup<'_, '_>,
    extra: &ExtraFeed,
) -> (Vec<u32>, Vec<u32>) {
    let conditions = Conditions::of(&extra.filter);
    let scored = |member: Member| {
        let selection = facts.selection(articles.at(member)?.number)?;
        let score = match extra.order {
            Order::Published => None,
            Order::Heat => selection.heat,
            Order::Quality => selection.quality,
        };
        let passes = conditions.pass(&selection) && is_heard(extra.podcast.as_deref(), selection.has_media);
        passes.then_some((score.map_or(f64::NEG_INFINITY, Score::number), member))
    };
    let members: Vec<Member> = articles.kept().map(|(member, _)| member).collect();
    let mut members: Vec<(f64, Member)> = members.into_par_iter().filter_map(scored).collect();
    let order = |a: &(f64, Member), b: &(f64, Member)| {
        b.0.total_cmp(&a.0).then_with(|| newest_first(articles, facts, a.1, b.1))
    };
    let older = apart(&mut members, extra.limit, order);
    let numbers = |members: Vec<(f64, Member)>| -> Vec<u32> {
        members.into_iter().filter_map(|(_, member)| Some(articles.at(member)?.number)).collect()
    };
    (numbers(members), numbers(older))
}

/// Leaves the first of them in this order, at most `limit`, and gives the others in any order.
fn apart<T>(members: &mut Vec<T>, limit: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut others = Vec::new();
    if members.len() > limit {
        if let Some(last) = limit.checked_sub(1) {
            members.select_nth_unstable_by(last, &order);
        }
        others = members.split_off(limit);
    }
    members.sort_unstable_by(order);
    members.shrink_to_fit();
    others
}

/// Newest first, then by id, then by path.
fn newest_first(articles: &Articles<'_>, facts: Lookup<'_, '_>, a: Member, b: Member) -> Ordering {
    let article = |member| articles.at(member).map(|article: &Article| (article.moment, article.number));
    let (Some((a_moment, a)), Some((b_moment, b))) = (article(a), article(b)) else { return a.cmp(&b) };
    b_moment.cmp(&a_moment).then_with(|| {
        let id = |number| Some(facts.selection(number)?.id);
        id(a).cmp(&id(b)).then(a.cmp(&b))
    })
}

#[cfg(test)]
mod tests;
