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
}
