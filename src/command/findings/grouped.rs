//! Findings that say the same become one group, and a group becomes a line. Two say the same if their rule and their message
//! are the same but for numbers; of what names another file, the rule alone counts. Records without a date are told apart by
//! their top folder: whole folders of them are pages.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use feedmill::internal::text::escape_controls;
use feedmill::{Finding, Rule};

use super::terminal;

/// How many dated articles each top folder has.
pub type Dated = BTreeMap<String, usize>;

/// How many places of a group a line names besides the first.
const MORE_PLACES: usize = 2;

/// From how many files on a folder without a dated article is taken for one of pages.
const MANY: usize = 2;

/// Findings that say the same.
pub struct Group<'f> {
    /// The first of them.
    pub first: &'f Finding,
    /// How many there are.
    pub count: usize,
    /// The next places.
    more: Vec<&'f Finding>,
    files: BTreeSet<&'f str>,
    /// The folder that all of the files are in; empty where they have none in common.
    folder: &'f str,
    /// Whether the messages are alike and not the same.
    differs: bool,
}

impl<'f> Group<'f> {
    /// The group of one finding.
    pub fn of(finding: &'f Finding) -> Group<'f> {
        let folder = finding.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let files = BTreeSet::from([finding.path.as_str()]);
        Group { first: finding, count: 1, more: Vec::new(), files, folder, differs: false }
    }

    fn add(&mut self, finding: &'f Finding) {
        self.count = self.count.saturating_add(1);
        if self.more.len() < MORE_PLACES {
            self.more.push(finding);
        }
        self.files.insert(&finding.path);
        while !self.folder.is_empty() && !is_in(&finding.path, self.folder) {
            self.folder = self.folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
        self.differs |= finding.message != self.first.message;
    }

    /// `path:line:column: severity: rule: message`, and behind it how often and where else.
    pub fn line(&self, dated: &Dated, color: bool) -> String {
        let mut line = terminal::colored(self.first, color);
        line.push_str(&self.hint(dated));
        if self.count > 1 {
            let files = self.files.len();
            let what = match self.folder {
                _ if self.differs => format!("{} such", self.count),
                _ if files < self.count => format!("{} times", self.count),
                "" => format!("{files} files"),
                folder => format!("{files} files in {}/", escape_controls(folder)),
            };
            let more: Vec<String> = self.more.iter().map(|finding| finding.place()).collect();
            line.push_str(&format!(" ({what}; also {})", more.join(", ")));
        }
        line
    }

    /// What else may help against records without a date: a folder with many of them and no other is one of pages.
    fn hint(&self, dated: &Dated) -> String {
        let folder = top_folder(&self.first.path);
        let is_of_pages = self.first.rule == Rule::Undated
            && self.files.len() >= MANY
            && !folder.is_empty()
            && !dated.contains_key(folder);
        if !is_of_pages {
            return String::new();
        }
        let most = dated.iter().filter(|(folder, _)| !folder.is_empty()).max_by_key(|(_, count)| **count);
        let example = most.map_or(String::new(), |(folder, count)| {
            format!(" ({}/ has {count} with dates)", escape_controls(folder))
        });
        format!("; if these are no articles, name the folder of your articles in `input.paths`{example}")
    }
}

/// The findings in groups, each at the place of its first.
pub fn grouped<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<Group<'f>> {
    let mut groups: Vec<Group<'f>> = Vec::new();
    let mut known: BTreeMap<(Rule, Cow<'f, str>), usize> = BTreeMap::new();
    for finding in findings {
        let next = groups.len();
        let number = *known.entry((finding.rule, kind(finding))).or_insert(next);
        match groups.get_mut(number) {
            Some(group) => group.add(finding),
            None => groups.push(Group::of(finding)),
        }
    }
    groups
}

/// What findings of a rule have in common that say the same.
fn kind(finding: &Finding) -> Cow<'_, str> {
    match finding.rule {
        Rule::DuplicateId | Rule::SharedId | Rule::TakenId => Cow::Borrowed(""),
        Rule::Undated => Cow::Borrowed(top_folder(&finding.path)),
        _ if finding.message.bytes().any(|byte| byte.is_ascii_digit()) => {
            let mut kind: Vec<char> = finding.message.chars().collect();
            kind.dedup_by(|next, last| next.is_ascii_digit() && last.is_ascii_digit());
            let number = |character: char| if character.is_ascii_digit() { '0' } else { character };
            Cow::Owned(kind.into_iter().map(number).collect())
        }
        _ => Cow::Borrowed(&finding.message),
    }
}

/// The first part of a path that has more than one; nothing else.
pub fn top_folder(path: &str) -> &str {
    path.split_once('/').map_or("", |(folder, _)| folder)
}

fn is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
