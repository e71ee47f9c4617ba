//! The section `input`: where records are, how they are read, and what becomes of those that cannot be told apart, have no date
//! or are of the future.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use super::categories::CategoryNames;
use super::conventions::{Convention, Slug};
use super::rewrites::Rewrites;
use super::{DEFAULT_MAX_SIZE, Permalink, Sql};
use crate::language;
use crate::record::FieldNames;
use crate::record::expression::Expression;

/// Where records are and how they are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Where to search for records.
    pub paths: Paths,
    /// The database that they are in instead.
    pub sql: Option<Sql>,
    /// Which of the files in the folders of a site are articles, where the site chooses among them.
    pub filters: Vec<Filter>,
    /// What to exclude: folders, files or glob patterns below the project's folder.
    pub exclude: Vec<String>,
    /// Whether `exclude` has Jekyll's meaning.
    pub excludes_as_jekyll: bool,
    /// What Jekyll does not pass over though its name says so, as patterns of Jekyll.
    pub include: Vec<String>,
    /// The largest size of a record that is read, in MiB.
    pub max_size: u64,
    /// Folders whose files the site serves as they are, below its URL: there audio and video are measured.
    pub media: Vec<String>,
    /// How long an article keeps its place in the feeds while the machine cannot read its record.
    pub keep_unreadable: Duration,
    /// Which keys have which meaning.
    pub fields: FieldNames,
    /// What happens to records without a date.
    pub undated: Undated,
    /// What happens to articles dated in the future.
    pub future: Future,
    /// What happens to an article that is saved twice.
    pub duplicates: Duplicates,
    /// The time since midnight that a day without a time means.
    pub time: TimeDelta,
    /// The languages that get feeds, in this order, by their tags; empty for all of the site.
    pub languages: Vec<String>,
    /// The URLs of articles that name none; the longest matching prefix counts.
    pub permalinks: Vec<Permalink>,
    /// The values of `site` for Jekyll's templates in bodies; `None` if bodies contain no templates.
    pub templates: Option<BTreeMap<String, String>>,
    /// Data files that say whom the keys of authors mean, without their endings; none need exist.
    pub authors: Vec<String>,
    /// The generator of the site, where it is a known one.
    pub convention: Option<&'static Convention>,
    /// What ends the summary in the body of a record that has no summary; empty where a body has none.
    pub ends_summary: String,
    /// How the site lays out its records and names their addresses.
    pub layout: Layout,
}

/// How a site lays out its records and names their addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The folders that folders in addresses are counted from.
    pub roots: Vec<Root>,
    /// The languages of the site, the default one first; none where it has but one.
    pub languages: Vec<SiteLanguage>,
    /// Whether the language that a record names is the one that its article is in, where its path names none.
    pub names_languages: bool,
    /// How a name becomes a part of an address.
    pub slug: Slug,
    /// The rules that take the place of that, where the site has its own.
    pub rewrites: Option<Box<Rewrites>>,
    /// How names of categories look in addresses of a site of Hexo.
    pub categories: CategoryNames,
    /// Whether capitals of names stay in addresses.
    pub keeps_case: bool,
    /// Whether a day in a path is the date of a record that has none.
    pub reads_days: bool,
    /// Whether a day in a path also says when the article comes out at the earliest, whatever its date.
    pub starts_on_day: bool,
    /// Whether the day in an address is that of the date as it is written, with its offset, and not that of the site's zone.
    pub keeps_zones: bool,
    /// Whether values of heads that are no texts are in addresses what the generator prints of them.
    pub prints_values: bool,
    /// Whether a file with the ending `.meta` beside a record is its head.
    pub has_companions: bool,
    /// Whether the files beside and below an `index` belong to it, whatever they are.
    pub has_bundles: bool,
    /// Where the site serves the files that articles name by relative paths.
    pub files: Files,
    /// Whether all bodies in Markdown are MDX.
    pub is_mdx: bool,
    /// Whether all bodies are templates, so that a name alone in double braces is code.
    pub has_templates: bool,
}

/// Where a site serves the files, such as images, that articles name by relative paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// Where a browser looks for them: below the addresses of the articles.
    Beside,
    /// The same, and of those that front matter names only its templates know where, unless the article is a folder.
    ByTemplate,
    /// Where they are, below the site's URL, counted from a folder.
    Below {
        /// The folder below the project's, with `/` at its end; empty for the project's own.
        folder: String,
        /// Whether pages in it have addresses that end with `/`, and not with `.html`.
        has_folders: bool,
    },
    /// In a folder that is named as the record, and below the address of the article, which has no ending there.
    Named,
    /// Under names that only its own build knows.
    Hidden {
        /// Whether paths from the root begin at the site's URL, as `/img/a.png` below `https://example.org/site/`.
        from_site: bool,
    },
}

impl Default for Layout {
    fn default() -> Layout {
        let (roots, languages) = (Vec::new(), Vec::new());
        Layout {
            roots,
            languages,
            names_languages: false,
            slug: Slug::Words,
            rewrites: None,
            categories: CategoryNames::default(),
            keeps_case: true,
            reads_days: true,
            starts_on_day: false,
            keeps_zones: false,
            prints_values: false,
            has_companions: false,
            has_bundles: false,
            files: Files::Beside,
            is_mdx: false,
            has_templates: false,
        }
    }
}

/// A folder that folders in addresses are counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The folder below the project's, with `/` at its end; empty for the project's own.
    pub folder: String,
    /// The language of all that is in it, where it has one of its own.
    pub language: Option<String>,
}

/// A language of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteLanguage {
    /// Its tag, as the site writes it.
    pub tag: String,
    /// What its addresses begin with; empty for nothing.
    pub prefix: String,
    /// The tag that is meant, where that is another one than is written.
    pub code: Option<String>,
    /// The title of the site in it, where it has one of its own.
    pub title: Option<String>,
    /// The description of the site in it, where it has one of its own.
    pub description: Option<String>,
    /// The page that its feed of all articles represents, where it is not the one that its addresses begin with.
    pub link: Option<String>,
    /// The URL of its pages, which ends with `/`, where it has a host of its own.
    pub url: Option<Url>,
}

impl SiteLanguage {
    /// A language of which nothing else is known.
    pub fn new(tag: impl Into<String>, prefix: impl Into<String>) -> SiteLanguage {
        let (tag, prefix) = (tag.into(), prefix.into());
        SiteLanguage { tag, prefix, code: None, title: None, description: None, link: None, url: None }
    }

    /// The language tag, where a registered one is meant.
    pub fn valid_tag(&self) -> Option<String> {
        let code = self.code.as_ref().and_then(|code| language::tag(code).ok());
        code.or_else(|| language::tag(&self.tag).ok())
    }

    /// Whether a tag is of it, or of a part of it: `de` speaks `de-AT`.
    pub fn speaks(&self, tag: &str) -> bool {
        let tag = tag.replace('_', "-").to_ascii_lowercase();
        let own = [Some(self.tag.as_str()), self.code.as_deref()].into_iter().flatten();
        own.map(|own| own.replace('_', "-").to_ascii_lowercase())
            .any(|own| tag.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
    }

    /// Whether it is meant by this tag.
    pub fn is_named(&self, name: &str) -> bool {
        let is_same = |own: &str| own.replace('_', "-").eq_ignore_ascii_case(&name.replace('_', "-"));
        is_same(&self.tag) || self.code.as_deref().is_some_and(is_same)
    }
}

impl Default for Input {
    fn default() -> Input {
        Input {
            paths: Paths::Everywhere,
            sql: None,
            media: Vec::new(),
            filters: Vec::new(),
            exclude: Vec::new(),
            excludes_as_jekyll: false,
            include: Vec::new(),
            fields: FieldNames::default(),
            max_size: DEFAULT_MAX_SIZE,
            keep_unreadable: Duration::from_secs(86_400),
            undated: Undated::Skip,
            future: Future::Hold,
            duplicates: Duplicates::Merge,
            time: TimeDelta::zero(),
            languages: Vec::new(),
            permalinks: Vec::new(),
            templates: None,
            authors: Vec::new(),
            convention: None,
            ends_summary: String::new(),
            layout: Layout::default(),
        }
    }
}

/// Where to search for records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paths {
    /// Everywhere below the project's folder, except in hidden folders and the output.
    Everywhere,
    /// In these folders, files or glob patterns.
    Listed(Vec<String>),
    /// In these folders, as far as they are there.
    Folders {
        /// The folders.
        folders: Vec<String>,
        /// Glob patterns of what in them is no article.
        except: Vec<String>,
    },
    /// In every `_posts` and in the named collections.
    Jekyll {
        /// The folder that holds the collections' folders; empty for the project's own.
        folder: String,
        /// The names of the collections whose documents are published.
        collections: Vec<String>,
    },
}

/// Which of the files below a folder are articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The folder below the project's, with `/` at its end; empty for the project's own.
    pub folder: String,
    /// Expressions of paths below the project's folder, which begin with `/`, and whether what one matches is taken or left out.
    /// The first counts. What none matches is left out where any takes. A folder that is left out takes along all that is in it.
    pub rules: Vec<(bool, Expression)>,
}

impl Filter {
    /// Whether the file is taken; its path is one below the folder.
    fn takes(&self, path: &str) -> bool {
        let rooted = format!("/{path}");
        let first = |path: &str| {
            self.rules.iter().find(|(_, expression)| expression.matches(path)).map(|rule| rule.0)
        };
        let mut folders =
            rooted.match_indices('/').map(|(end, _)| end).filter(|end| *end > self.folder.len());
        let is_left_out =
            folders.any(|end| rooted.get(..end).is_some_and(|folder| first(folder) == Some(false)));
        !is_left_out && first(&rooted).unwrap_or_else(|| !self.rules.iter().any(|(takes, _)| *takes))
    }
}

impl Input {
    /// Whether what the site chooses among the files of its folders has the file as an article: all filters of the innermost folder
    /// that has any must take it.
    pub fn is_chosen(&self, path: &str) -> bool {
        let above = || self.filters.iter().filter(|filter| path.starts_with(filter.folder.as_str()));
        let Some(innermost) = above().map(|filter| filter.folder.len()).max() else { return true };
        above().filter(|filter| filter.folder.len() == innermost).all(|filter| filter.takes(path))
    }

    /// Whether the site is one of Jekyll's.
    pub fn is_jekyll(&self) -> bool {
        self.convention.is_some_and(Convention::is_jekyll)
    }
}

impl Paths {
    /// Whether the site is one of Jekyll's, where only the name of a file counts.
    pub fn is_jekyll(&self) -> bool {
        matches!(self, Paths::Jekyll { .. })
    }
}

/// What happens to records without a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undated {
    /// They are skipped with a finding.
    Skip,
    /// They are pages: they are counted without a finding.
    Ignore,
    /// They are published without a date. Only conversions do this; no configuration can.
    Publish,
}

/// What happens to articles dated in the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Future {
    /// They are held back until they are due.
    Hold,
    /// They are published at once.
    Publish,
}

/// What happens to an article that is saved twice: to the record that does not have its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// Its topics are added to those of the other, with a warning.
    Merge,
    /// It is left out with a warning.
    First,
    /// It is an error.
    Error,
}
