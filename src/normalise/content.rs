//! The summary and the content of an entry, from the parts of its record: featured content, image, body or summary, the
//! provider, related articles. Every part is cleaned by itself, so that an unclosed tag in one cannot swallow the next.
//!
//! "Read at PROVIDER" links to the original, and is left out where the article's own page is on the site. Parts composed
//! of escaped text and checked URLs alone are clean by construction.

use url::Url;

use super::excerpt;
use super::template::without_templates;
use super::{Diagnostics, dates, links, plain};
use crate::config::{Config, ContentMode, Files};
use crate::finding::Rule;
use crate::html::{self, Cleaned, FileBase, Rules};
use crate::model::{BodySyntax, Image, Link, Position, Record, Spanned};
use crate::text::{escape_html, escape_html_content, strip_forbidden, without_overrides};
use crate::uri;

/// The parts of an entry that consist of HTML.
pub(super) struct Rendered {
    pub summary: Option<String>,
    pub content: Option<String>,
    /// The body as Markdown, where that may be published beside the content.
    pub markdown: Option<String>,
    pub related: Vec<Link>,
}

/// Renders a record; relative URLs in its HTML are resolved against its link, or else against the site.
pub(super) fn render(
    record: &Record,
    link: Option<&Url>,
    title: &str,
    via: Option<&str>,
    image: Option<&Image>,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Rendered {
    let base = links::base(record, link, config);
    let files = links::base_of_files(record, link, config);
    let base_of_files = match config.input.layout.files {
        Files::Hidden { from_site } => FileBase::Unknown(from_site.then_some(&config.site.url)),
        Files::Beside | Files::Named | Files::ByTemplate | Files::Below { .. } => FileBase::Page,
    };
    let rules = Rules {
        base: Some(&base),
        embeds: &config.embeds,
        keep_styling: false,
        files: files.as_ref().map_or(base_of_files, FileBase::At),
    };
    let related = related(record, config, diagnostics);
    let (body, begins) = body(record, &rules, config, diagnostics);
    let summary = plain(record.summary.as_ref()).or(begins);
    if config.feeds.content == ContentMode::Excerpt {
        return Rendered { summary, content: None, markdown: None, related };
    }
    let mut content = featured(record, title, image, &rules, diagnostics);
    let shown = |url: &str| {
        let url = escape_html(url);
        content.contains(&url) || body.as_ref().is_some_and(|body| body.contains(&url))
    };
    if let Some(image) = image.filter(|image| !shown(&image.url)) {
        content.push_str(&clean(&format!("<p>{}</p>", image_tag(image, title)), &rules));
    }
    match (&body, &summary) {
        (Some(body), _) => content.push_str(body),
        (None, Some(summary)) => {
            content.push_str(&clean(&format!("<p>{}</p>", escape_html_content(summary)), &rules))
        }
        (None, None) => {}
    }
    content.push_str(&clean(&tail(record, original(link, via, config), &related), &rules));
    if content.is_empty() {
        // Some readers show nothing at all for an entry without content.
        let title = escape_html_content(title);
        content = match link {
            Some(link) => format!("<p><a href=\"{}\">{title}</a></p>", escape_html(&uri::written(link))),
            None => format!("<p>{title}</p>"),
        };
        content = clean(&content, &rules);
    }
    let markdown = markdown(record, body.as_deref(), config);
    Rendered { summary, content: Some(content).filter(|content| !content.is_empty()), markdown, related }
}

/// The body as Markdown, where nothing of it is hidden in the HTML that it has become: no template, no comment, nothing that was
/// cleaned away.
fn markdown(record: &Record, body: Option<&str>, config: &Config) -> Option<String> {
    let is_meant = config.feeds.markdown && record.body_syntax == BodySyntax::Markdown;
    let body = body.filter(|_| is_meant)?;
    let markdown = without_overrides(&strip_forbidden(record.body.trim())).into_owned();
    html::is_shown_by(&markdown, body).then_some(markdown)
}

/// The featured content. A lone embed becomes the article's image with a link to the embedded page, because readers drop
/// frames.
fn featured(
    record: &Record,
    title: &str,
    image: Option<&Image>,
    rules: &Rules<'_>,
    diagnostics: &mut Diagnostics<'_>,
) -> String {
    let Some(written) = &record.featured_content else {
        return String::new();
    };
    let cleaned = cleaned(&written.text, written.position, rules, diagnostics);
    let keeps_frame = cleaned.contains("<iframe");
    let Some(embed) = html::sole_embed(&written.text).filter(|_| !keeps_frame) else {
        return cleaned;
    };
    let known = embed.image.map(|url| Image { url, ..Image::default() });
    let Some(image) = image.cloned().or(known) else {
        return cleaned;
    };
    let linked = format!("<p><a href=\"{}\">{}</a></p>", escape_html(&embed.link), image_tag(&image, title));
    clean(&linked, rules)
}

/// The body as clean HTML, unless nothing of it can be seen; and its summary where the record has none.
fn body(
    record: &Record,
    rules: &Rules<'_>,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> (Option<String>, Option<String>) {
    if record.body.trim().is_empty() {
        return (None, None);
    }
    let position = Position { line: record.body_line, column: 1 };
    let text = without_templates(record, config, diagnostics);
    let body = match record.body_syntax {
        BodySyntax::Html => {
            let mut cleaned = html::clean(&text, rules);
            // Here the lines of the text are those of the file.
            for loss in std::mem::take(&mut cleaned.losses) {
                let position = Position { line: position.line.saturating_add(loss.line), ..position };
                diagnostics.add(Rule::Content, position, loss.kind.message().to_owned());
            }
            html_of(cleaned, position, diagnostics)
        }
        BodySyntax::Markdown => html_of(html::clean_markdown(&text, rules), position, diagnostics),
        BodySyntax::Text => cleaned(&paragraphs(&text), position, rules, diagnostics),
    };
    let body = body.trim();
    let can_be_seen = || ["<img", "<video", "<audio", "<iframe"].iter().any(|tag| body.contains(tag));
    let summary = match plain(record.summary.as_ref()) {
        None => excerpt::summary(record, &text, body, rules, config),
        Some(_) => None,
    };
    let is_shown = summary.is_some() || html::has_plain_text(body) || can_be_seen();
    (is_shown.then(|| body.to_owned()), summary)
}

/// Plain text as HTML: a paragraph ends at an empty line, and every other end of a line is kept.
fn paragraphs(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    let paragraphs = lines.split(|line| line.is_empty()).filter(|paragraph| !paragraph.is_empty());
    let paragraph = |lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|line| escape_html_content(line)).collect();
        format!("<p>{}</p>\n", lines.join("<br>\n"))
    };
    paragraphs.map(paragraph).collect()
}

fn image_tag(image: &Image, title: &str) -> String {
    let alt = image.description.as_deref().unwrap_or(title);
    let mut tag = format!("<img src=\"{}\" alt=\"{}\"", escape_html(&image.url), escape_html(alt));
    if let (Some(width), Some(height)) = (image.width, image.height) {
        tag.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    tag.push('>');
    tag
}

/// The link to the article at its provider's, and the related articles.
fn tail(record: &Record, original: Option<String>, related: &[Link]) -> String {
    let mut tail = String::new();
    let provider = record.provider.as_ref().and_then(|provider| plain(provider.name.as_ref()));
    if let (Some(original), Some(provider)) = (original, provider) {
        let (link, provider) = (escape_html(&original), escape_html_content(&provider));
        tail.push_str(&format!("<p><a href=\"{link}\">Read at {provider}</a></p>"));
    }
    if !related.is_empty() {
        tail.push_str("<p>Related:</p><ul>");
        for article in related {
            let title = escape_html_content(article.title.as_deref().unwrap_or_default());
            let link = escape_html(&article.href);
            tail.push_str(&format!("<li><a href=\"{link}\">{title}</a></li>"));
        }
        tail.push_str("</ul>");
    }
    tail
}

/// The URL of the article at its provider's: the original, else a link that leads away from the site.
fn original(link: Option<&Url>, via: Option<&str>, config: &Config) -> Option<String> {
    let leads_away = |link: &&Url| link.host_str() != config.site.url.host_str();
    via.map(str::to_owned).or_else(|| link.filter(leads_away).map(uri::written))
}

/// The related articles that have a title and a URL; the others are left out with a finding.
fn related(record: &Record, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Vec<Link> {
    let mut articles: Vec<Link> = Vec::new();
    for article in &record.related {
        // A withdrawn article must not be found by way of another.
        if !dates::is_certainly_public(&article.flags) {
            continue;
        }
        let mut written = |link: &Spanned| links::written_in_site(link, "the link", config, diagnostics);
        let link = article.links.iter().find_map(&mut written);
        match (plain(article.title.as_ref()), link) {
            (Some(title), Some(link)) => {
                let link = Link { title: Some(title), ..Link::new("related", link) };
                if !articles.iter().any(|other| other.href == link.href) {
                    articles.push(link);
                }
            }
            _ => {
                let message = "a related article without title or link is left out";
                diagnostics.add(Rule::Link, article.position, message.to_owned());
            }
        }
    }
    articles
}

pub(super) fn cleaned(
    fragment: &str,
    position: Position,
    rules: &Rules<'_>,
    diagnostics: &mut Diagnostics<'_>,
) -> String {
    html_of(html::clean(fragment, rules), position, diagnostics)
}

/// The cleaned HTML, with a finding where only its text was kept.
pub(super) fn html_of(cleaned: Cleaned, position: Position, diagnostics: &mut Diagnostics<'_>) -> String {
    if cleaned.too_deep {
        let message =
            "there is too much markup, or it is nested too deep; only the beginning of its text is kept";
        diagnostics.add(Rule::Depth, position, message.to_owned());
    }
    for loss in &cleaned.losses {
        diagnostics.add(Rule::Content, position, loss.kind.message().to_owned());
    }
    cleaned.html
}

fn clean(fragment: &str, rules: &Rules<'_>) -> String {
    html::clean(fragment, rules).html
}
