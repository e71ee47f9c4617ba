//! What cleaning depends on besides the HTML itself.

use url::Url;

/// The options of cleaning.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The URL of the page, against which relative URLs are resolved. Without it they stay relative.
    pub base: Option<&'a Url>,
    /// The hosts whose pages may stay embedded over https, their subdomains included.
    pub embeds: &'a [String],
    /// Whether harmless styling stays too: classes, ids, simple inline styles. `build` drops it; `convert` keeps it, because
    /// a feed that is converted is somebody's own.
    pub keep_styling: bool,
    /// Where the files are that the page names by relative URLs.
    pub files: FileBase<'a>,
}

/// Where the files are that a page names by relative URLs.
#[derive(Clone, Copy, Debug)]
pub enum FileBase<'a> {
    /// Where the page is.
    Page,
    /// Below another URL.
    At(&'a Url),
    /// Nobody knows: such URLs lead nowhere. Where paths from the root begin at the site, it is this URL.
    Unknown(Option<&'a Url>),
}

impl<'a> Rules<'a> {
    /// A decoded URL of an element as the page means it, and what it is resolved against; nothing where it leads nowhere.
    pub(super) fn meant<'v>(&self, element: &str, value: &'v str) -> Option<(&'v str, Option<&'a Url>)> {
        let path = value.trim_start().strip_prefix('/').filter(|rest| !rest.starts_with('/'));
        match (self.files, path) {
            (FileBase::At(base), _) if is_relative_file(element, value) => Some((value, Some(base))),
            (FileBase::Unknown(_), _) if is_relative_file(element, value) => None,
            (FileBase::Unknown(Some(site)), Some(path)) => Some((path, Some(site))),
            _ => Some((value, self.base)),
        }
    }
}

/// Whether the URL is that of a file, and no page, by a path that is relative.
fn is_relative_file(element: &str, value: &str) -> bool {
    let path = value.trim().split(['?', '#']).next().unwrap_or_default();
    let is_relative = !path.is_empty() && !path.starts_with('/') && !path.contains(':');
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_page = matches!(ending, "" | "html" | "htm" | "php" | "md" | "mdx" | "xml");
    is_relative && (element != "a" || !is_page)
}
