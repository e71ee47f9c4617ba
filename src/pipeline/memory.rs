//! Records become the files of all feeds in memory, for programs that publish them by other means. Nothing is written, and
//! nothing is kept from one call to the next.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Reason;
use super::claims::Claims;
use super::former::Former;
use super::identity::Ids;
use super::selected::{Selected, Unfit};
use super::selecting;
use super::size;
use super::survey;
use super::{Options, ShownFindings};
use crate::config::Config;
use crate::emit::{self, Around, Cut};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::group::{FeedDocument, Group};
use crate::model::Artifact;
use crate::page::Templates;
use crate::parallel;
use crate::pins::Pins;
use crate::source::{Divided, Source};

/// The files of all feeds of a source.
#[derive(Debug)]
pub struct Rendering {
    /// The files, in the order of their feeds: the aggregate, the topics, the additional feeds.
    pub artifacts: Vec<Artifact>,
    /// Every finding, sorted by path and position. An error is a record that was skipped.
    pub findings: Vec<Finding>,
    /// How many articles are published, whether or not a feed has room for them.
    pub published: usize,
}

/// Renders the feeds of a source: what [`build`](super::build) publishes into an empty destination, as bytes.
///
/// # Errors
///
/// When the source cannot be read as a whole, or a feed fails its own check. A bad record is a finding.
///
/// # Examples
///
/// ```
/// use feedmill::{Config, Memory, render};
///
/// let config: Config = "site: {title: The Barge, url: \"https://example.org/\"}".parse()?;
/// let mut records = Memory::new();
/// records.add("ferry.md", "---\ntitle: The ferry runs again\ndate: 2020-11-18\ntopics: [river]\n---\nFrom Monday on.\n");
/// let rendering = render(&records, &config, "2020-11-19T00:00:00Z".parse().unwrap())?;
/// let paths: Vec<&str> = rendering.artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
/// assert_eq!(paths[..3], ["rss.xml", "atom.xml", "feed.json"]);
/// assert_eq!(paths[3..], ["topics/river/rss.xml", "topics/river/atom.xml", "topics/river/feed.json"]);
/// # Ok::<(), feedmill::Error>(())
/// ```
pub fn render(source: &dyn Source, config: &Config, now: DateTime<Utc>) -> Result<Rendering, Error> {
    let pins = Pins::default();
    let ids = Ids::pinned(&pins);
    let source = &Divided::new(source, config, Arc::default());
    let (records, mut findings) = selecting::without_state(source, config, &Options::at(now), &ids)?;
    let (artifacts, survey) = {
        let mut arrangement = survey::arrange(
            &Claims::of_pins(source, &records, config, now, &ids),
            &records,
            config,
            &Former::default(),
        )?;
        findings.append(&mut arrangement.findings);
        let articles = Selected::new(source, config, now, &records, &arrangement);
        let fallback = articles.fallback();
        let documents: Vec<FeedDocument<'_>> = arrangement.groups.iter().flat_map(Group::documents).collect();
        // A source has no folder for the templates of an operator.
        let templates = config.output.pages.then(Templates::built_in).transpose()?;
        let (mut artifacts, mut shown) = (Vec::new(), ShownFindings::default());
        let feed = |document: &FeedDocument<'_>| feed(*document, fallback, &articles, templates.as_ref());
        let feeds = parallel::try_map(&documents, feed)?;
        let cuts = documents
            .iter()
            .zip(&feeds)
            .filter_map(|(document, (files, _, cut))| Some((*document, files.first()?.path.as_str(), cut)));
        findings.extend(size::findings(cuts, &records));
        for (of_feed, of_articles, _) in feeds {
            artifacts.extend(of_feed);
            of_articles.into_iter().for_each(|(number, findings)| shown.insert(number, findings));
        }
        (artifacts, survey::sketch(&records, &arrangement, Some(&shown)))
    };
    let survey = survey.complete(records, findings, config);
    Ok(Rendering { artifacts, findings: survey.findings, published: survey.published })
}

/// The findings about articles, by their numbers.
type OfArticles = BTreeMap<u32, Vec<Finding>>;

/// The files of one document of a feed, the findings about the articles in it, and what was left out for its size.
fn feed(
    document: FeedDocument<'_>,
    fallback: DateTime<Utc>,
    articles: &Selected<'_>,
    templates: Option<&Templates>,
) -> Result<(Vec<Artifact>, OfArticles, Cut), Error> {
    let mut budget = emit::budget(&document.group.kind, document.members.len(), articles.config);
    let mut shown = BTreeMap::new();
    for (position, &number) in document.members.iter().enumerate() {
        match articles.entry(number) {
            Ok((entry, findings)) => {
                budget.put(position, Arc::new(entry));
                shown.insert(number, findings);
            }
            Err(Unfit::Machine(error)) => return Err(error),
            Err(unfit) => {
                let path = articles.records.path(number).to_owned();
                let message = "changes while it is read, and is left out".to_owned();
                let changes = Finding { rule: Rule::Unreadable, path, position: None, message };
                let finding = match unfit {
                    Unfit::Unreadable(Reason::Record(finding) | Reason::File(finding)) => finding,
                    Unfit::Changed | Unfit::Machine(_) => changes,
                };
                shown.insert(number, vec![finding]);
            }
        }
    }
    let (entries, cut) = budget.finish();
    let entries = entries.into_iter().flatten().collect();
    let feed = emit::document(document, entries, articles.config, fallback);
    let around = Around { listing: &|| articles.listing(), templates, copies: &[], config: articles.config };
    let beside = match document.page {
        None => emit::artifacts_beside(&feed, &document.group.kind, &around)?,
        Some(_) => Vec::new(),
    };
    let artifacts = emit::artifacts(&feed, articles.config).chain(beside.into_iter().map(Ok));
    Ok((artifacts.collect::<Result<Vec<_>, Error>>()?, shown, cut))
}
