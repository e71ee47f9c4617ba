//! The head of a feed becomes the configuration of a project, so that `build` makes the feed again where its articles
//! lie. What the head does not say is left to the defaults.

use url::Url;

use crate::config::base_url;
use crate::html::plain_text;
use crate::language;
use crate::model::{Feed, FeedHead, Image, Text, TextKind};
use crate::uri;
use crate::yaml::{self, Map, Value, quoted};

/// How many entries a feed of `build` holds where nothing else is said.
const USUAL_LIMIT: usize = 50;

/// The text of a `feedmill.yaml`; `base` is the URL that a feed without one is at. A feed that names no web URL gives one that `build` refuses until somebody fills
/// in `site.url`.
pub(super) fn project(feed: &Feed, base: Option<&Url>) -> String {
    let head = &feed.head;
    let url = site_url(feed).or_else(|| site_at(base?));
    let mut site = Map::default();
    site.text("title", plain(&head.title));
    site.text("url", url.as_ref().map_or("", Url::as_str));
    site.text("home", url.as_ref().and_then(|url| home(head, url)).unwrap_or_default());
    site.text("description", plain(&head.subtitle));
    site.text(
        "language",
        head.language.as_deref().and_then(|written| language::tag(written).ok()).unwrap_or_default(),
    );
    site.value_if("author", author(head, url.as_ref()));
    site.text("rights", plain(&head.rights));
    for (key, image) in [("icon", &head.icon), ("logo", &head.logo)] {
        site.text(key, image.as_ref().and_then(|image| url_of(image, url.as_ref())).unwrap_or_default());
    }
    let mut feeds = Map::default();
    feeds.bare_if("limit", Some(feed.entries.len()).filter(|&count| count > USUAL_LIMIT));
    feeds.bare_if("ttl", head.ttl);
    let mut root = Map::default();
    root.value_if("site", site.into_value(""));
    root.value_if("feeds", feeds.into_value(""));
    let text = yaml::write(&root);
    match url {
        Some(_) => text,
        None => {
            format!("# The feed names no address: add `url: {}` below `site`.\n{text}", quoted("https://…/"))
        }
    }
}

fn plain(text: &Option<Text>) -> String {
    match text {
        None => String::new(),
        Some(Text { kind: TextKind::Plain, value, .. }) => value.clone(),
        Some(Text { kind: TextKind::Html, value, .. }) => plain_text(value),
    }
}

/// The URL of the site: the page that the feed represents, else the host that the feed or its first entry with
/// a URL is at.
pub(crate) fn site_url(feed: &Feed) -> Option<Url> {
    let page = feed.head.link().map(folder_of).and_then(|page| base_url(&page).ok());
    let own = feed.head.link_to("self").map(|link| link.href.as_str());
    let others = own.into_iter().chain(feed.entries.iter().filter_map(|entry| entry.link()));
    page.or_else(|| others.filter_map(|link| base_url(link).ok()).next().and_then(|url| url.join("/").ok()))
}

/// The site that a document is at.
pub(crate) fn site_at(document: &Url) -> Option<Url> {
    base_url(document.as_str()).ok().and_then(|url| url.join("/").ok())
}

/// The page that the feed represents, where it is another than the site, or spelled without its slash.
fn home<'h>(head: &'h FeedHead, url: &Url) -> Option<&'h str> {
    let page = head.link()?;
    let known = uri::absolute(page, url).ok()?;
    (known != *url || url.as_str().strip_suffix('/') == Some(page)).then_some(page)
}

/// The folder of a page whose URL names a file: `https://example.org/blog/` for its `index.html`.
fn folder_of(page: &str) -> String {
    let path = page.trim().split(['?', '#']).next().unwrap_or_default();
    match path.rsplit_once('/') {
        Some((folder, file)) if file.contains('.') && !folder.ends_with('/') => format!("{folder}/"),
        _ => path.to_owned(),
    }
}

fn author(head: &FeedHead, url: Option<&Url>) -> Option<Value> {
    let person = head.authors.iter().find(|person| !person.name.trim().is_empty())?;
    let uri = person.uri.as_deref().zip(url).filter(|(uri, url)| uri::absolute_in_site(uri, url).is_ok());
    let mut author = Map::default();
    author.text("name", &person.name);
    author.text("url", uri.map_or("", |(uri, _)| uri));
    author.into_value("name")
}

fn url_of<'p>(image: &'p Image, url: Option<&Url>) -> Option<&'p str> {
    let fits = |url: &Url| uri::absolute_in_site(&image.url, url).is_ok();
    url.is_some_and(fits).then_some(image.url.as_str())
}
