//! What was left out of feeds for their size -> findings.

use std::collections::BTreeSet;

use super::records::Records;
use crate::emit::Cut;
use crate::finding::{Finding, Rule};
use crate::group::FeedDocument;

/// Findings about the articles that feeds show by their summaries for their size, each once, and about the feeds that are too
/// large even so; each document of a feed comes with the path of its first file.
pub(super) fn findings<'a>(
    feeds: impl Iterator<Item = (FeedDocument<'a>, &'a str, &'a Cut)>,
    records: &Records,
) -> Vec<Finding> {
    let (mut articles, mut findings) = (BTreeSet::new(), Vec::new());
    for (document, path, cut) in feeds {
        let cut_out = (0..).zip(document.members).filter(|(position, _)| cut.positions.contains(position));
        articles.extend(cut_out.map(|(_, number)| *number));
        if cut.is_too_large {
            let message =
                "is larger than `feeds.max_size` allows even with summaries alone; set a lower `feeds.limit`";
            findings.push(finding(path, message));
        }
    }
    let message =
        "with all of it a feed would be larger than `feeds.max_size` allows; that feed shows its summary";
    findings.extend(articles.into_iter().map(|number| finding(records.path(number), message)));
    findings
}

fn finding(path: &str, message: &str) -> Finding {
    Finding { rule: Rule::Size, path: path.to_owned(), position: None, message: message.to_owned() }
}
