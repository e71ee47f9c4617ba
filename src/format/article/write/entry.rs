//! Turns an [`Entry`] into an article file: front matter and a body, which `record` and `normalise` read back to the
//! same entry.
//!
//! The record is a verbatim one: its texts mean themselves. Otherwise `build` would read markup in titles, make URIs of ids,
//! and add images and links to the content; but subscribers' readers know the articles by their ids. Titles and summaries that
//! are HTML are beside their plain form, for tools that know nothing of HTML there.

use chrono::{DateTime, Datelike, SecondsFormat, Utc};

use crate::html::plain_text;
use crate::model::{Category, Content, Enclosure, Entry, Image, Link, Person, Text, TextKind};
use crate::yaml::{self, Map, Value};

/// The article file of an entry. An entry without a date gives a file that `build` skips: nothing is invented.
pub(super) fn write(entry: &Entry) -> String {
    let (title, summary) = (Form::of(&entry.title), Form::of(&entry.summary));
    let body = Body::of(entry, summary.html);
    let mut map = Map::default();
    map.text_if("id", entry.id.as_ref());
    map.text("title", &title.plain);
    map.bare_if("date", entry.published.and_then(date));
    map.bare_if("updated", entry.updated.and_then(date));
    map.text("link", entry.link().unwrap_or_default());
    if body.role != Role::Summary {
        map.text("description", &summary.plain);
    }
    map.list("authors", people(&entry.authors));
    map.list("topics", entry.categories.iter().filter_map(topic).collect());
    map.text_if("lang", entry.language.as_ref());
    map.value_if("image", entry.image.as_ref().and_then(image));
    map.list("enclosure", entry.enclosures.iter().filter_map(enclosure).collect());
    map.text_if("category", entry.facets.category.as_ref());
    map.text_if("type", entry.facets.kind.as_ref());
    map.text_if("provider", entry.facets.provider.as_ref());
    map.bare_if("quality", entry.facets.quality.filter(|score| score.is_finite()));
    map.bare_if("heat", entry.facets.heat.filter(|score| score.is_finite()));
    map.bare_if("markup", body.markup);
    let details = details(entry, title.html, summary.html, body.role);
    map.value_if("verbatim", details.into_value("").or_else(|| Some(Value::Bare("true".to_owned()))));
    let end = if body.text.is_empty() { "" } else { "\n" };
    format!("---\n{}---\n{}{end}", yaml::write(&map), body.text)
}

/// What only feeds can say.
fn details(entry: &Entry, title: Option<&str>, summary: Option<&str>, role: Role) -> Map {
    let mut map = Map::default();
    if role == Role::Summary {
        map.bare_if("body", Some("summary"));
    }
    map.text("title", title.unwrap_or_default());
    if role != Role::Summary {
        map.text("summary", summary.unwrap_or_default());
    }
    map.text("rights", Form::of(&entry.rights).plain);
    map.list("contributors", people(&entry.contributors));
    map.value_if("banner", entry.banner.as_ref().and_then(image));
    let links = if is_said_by_key(&entry.links) { entry.links.get(1..) } else { entry.links.get(..) };
    map.list("links", links.unwrap_or_default().iter().map(additional_link).collect());
    map
}

/// Whether the first link is the article's URL and no more, so that the key `link` says all of it.
fn is_said_by_key(links: &[Link]) -> bool {
    links.split_first().is_some_and(|(own, others)| {
        let is_bare = *own == Link::new("alternate", own.href.as_str());
        is_bare && !others.iter().any(|link| link.relation == own.relation && link.href == own.href)
    })
}

fn additional_link(link: &Link) -> Value {
    let mut map = Map::default();
    map.text("rel", &link.relation);
    map.text("href", &link.href);
    map.text_if("type", link.media_type.as_ref());
    map.text_if("hreflang", link.language.as_ref());
    map.text_if("title", link.title.as_ref());
    map.bare_if("length", link.length);
    Value::Map(map)
}

/// The date in every digit it has; none of a year that no record can say.
pub fn date(date: DateTime<Utc>) -> Option<String> {
    (1..=9999).contains(&date.year()).then(|| date.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// The name that identifies a category; some feeds give only the one that readers see.
pub(super) fn topic(category: &Category) -> Option<Value> {
    let mut names = [Some(&category.term), category.label.as_ref()].into_iter().flatten();
    names.find(|name| !name.trim().is_empty()).map(|name| Value::Text(name.clone()))
}

fn people(people: &[Person]) -> Vec<Value> {
    people.iter().filter_map(person).collect()
}

fn person(person: &Person) -> Option<Value> {
    let mut map = Map::default();
    map.text("name", &person.name);
    map.text_if("url", person.uri.as_ref());
    map.text_if("email", person.email.as_ref());
    map.text_if("avatar", person.avatar.as_ref());
    map.into_value("name")
}

fn image(image: &Image) -> Option<Value> {
    let mut map = Map::default();
    map.text("url", &image.url);
    map.bare_if("width", image.width);
    map.bare_if("height", image.height);
    map.into_value("url")
}

fn enclosure(file: &Enclosure) -> Option<Value> {
    let mut map = Map::default();
    map.text("url", &file.url);
    map.text_if("type", file.media_type.as_ref());
    map.bare_if("length", file.length);
    map.text_if("title", file.title.as_ref());
    map.bare_if("duration", file.duration.filter(|seconds| seconds.is_finite()));
    map.into_value("url")
}

/// The forms of a text: plain for everybody, and HTML where that is another text.
struct Form<'e> {
    plain: String,
    html: Option<&'e str>,
}

impl Form<'_> {
    fn of(text: &Option<Text>) -> Form<'_> {
        match text {
            None => Form { plain: String::new(), html: None },
            Some(Text { kind: TextKind::Plain, value, .. }) => Form { plain: value.clone(), html: None },
            Some(Text { kind: TextKind::Html, value, .. }) => {
                let plain = plain_text(value);
                let is_other = plain != value.trim();
                Form { plain, html: is_other.then_some(value.as_str()) }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Content,
    Summary,
}

/// The text below the front matter.
struct Body<'e> {
    text: &'e str,
    /// Its syntax, in the word of the key `markup`.
    markup: Option<&'static str>,
    role: Role,
}

impl Body<'_> {
    /// The content; without one a summary that is more than plain text, because that is all the article there is.
    fn of<'e>(entry: &'e Entry, summary: Option<&'e str>) -> Body<'e> {
        let text = body_content(entry);
        if let Some(text) = text {
            let markup = if text.kind == TextKind::Html { "html" } else { "text" };
            return Body { text: text.value.trim(), markup: Some(markup), role: Role::Content };
        }
        match summary {
            Some(html) => Body { text: html.trim(), markup: Some("html"), role: Role::Summary },
            None => Body { text: "", markup: None, role: Role::Content },
        }
    }
}

/// The content that an article holds: the first that is HTML, else the first that is plain text.
pub(crate) fn body_content(entry: &Entry) -> Option<&Text> {
    entry.contents.iter().filter_map(as_text).min_by_key(|text| text.kind != TextKind::Html)
}

fn as_text(content: &Content) -> Option<&Text> {
    match content {
        Content::Text(text) if !text.value.trim().is_empty() => Some(text),
        _ => None,
    }
}
