//! Makes everything in a feed safe to show: HTML is cleaned, relative URLs become absolute where their base is known, URLs
//! that could do harm are removed. What is removed is counted.
//!
//! Unlike `build`, `convert` keeps classes, ids and harmless styles: a feed that is converted is somebody's own. Foreign text
//! is HTML for the cleaner where a reader may show it: what holds a tag is cleaned, but for elements and members whose name
//! ends with code, text or markdown. Elements of XHTML, SVG and MathML are dropped. URLs are not normalised: an id or a
//! link with another spelling is another one to a reader.

use std::mem;
use std::sync::Arc;

use url::{ParseError, Url};

use super::harm::{LIVE, does_harm, is_harmful, is_live};
use super::{HtmlMode, Options, member};
use crate::format::losses::Losses;
use crate::format::modules::dublin_core::is_language;
use crate::format::row::Takes;
use crate::html::{self, Budget, Rules};
use crate::language;
use crate::model::{
    Category, Content, Entry, Extension, ExtensionNode, Feed, FeedHead, Generator, Link, Member, Person,
    QualifiedName, Text, TextKind,
};
use crate::text;
use crate::uri;
use crate::xml::namespace;

/// Cleans the feed, which was read from documents of so many bytes; URLs are cleaned in every mode.
pub(super) fn clean(feed: &mut Feed, size: usize, options: &Options, takes: Takes, losses: &mut Losses) {
    let mut cleaner = Cleaner {
        keeps_html: options.html == HtmlMode::Keep,
        takes,
        base: options.base.as_ref(),
        budget: Budget::of_documents(size),
        losses,
    };
    cleaner.head(&mut feed.head);
    for entry in &mut feed.entries {
        cleaner.entry(Arc::make_mut(entry));
    }
}

struct Cleaner<'a> {
    keeps_html: bool,
    takes: Takes,
    base: Option<&'a Url>,
    budget: Budget,
    losses: &'a mut Losses,
}

impl Cleaner<'_> {
    fn head(&mut self, head: &mut FeedHead) {
        for text in [&mut head.title, &mut head.subtitle, &mut head.rights] {
            self.optional_text(text);
        }
        self.rights(&mut head.rights);
        self.languages(&mut head.language, &mut head.extensions);
        self.links(&mut head.links);
        self.categories(&mut head.categories);
        self.members(&mut head.members);
        self.people(&mut head.authors);
        self.people(&mut head.contributors);
        for image in [&mut head.icon, &mut head.logo] {
            image.take_if(|image| !self.may_stay(&mut image.url));
            if let Some(image) = image {
                self.url(&mut image.link);
            }
        }
        if let Some(generator) = &mut head.generator {
            self.url(&mut generator.uri);
        }
        head.generator.take_if(|generator| *generator == Generator::default());
        self.extensions(&mut head.extensions);
        self.out_of_place("feed", &mut head.extensions);
    }

    fn entry(&mut self, entry: &mut Entry) {
        // Two that are written the same are one.
        entry.id = entry.id.take().map(|id| text::normalized(&id).into_owned());
        for text in [&mut entry.title, &mut entry.summary, &mut entry.rights] {
            self.optional_text(text);
        }
        self.rights(&mut entry.rights);
        entry.contents.retain_mut(|content| match content {
            Content::Text(text) => self.leaves_something(text),
            Content::Embedded { media_type, value } => !self.is_live(media_type, value),
            Content::OutOfLine { source, .. } => self.may_stay(source),
        });
        self.links(&mut entry.links);
        self.categories(&mut entry.categories);
        self.members(&mut entry.members);
        self.people(&mut entry.authors);
        self.people(&mut entry.contributors);
        for image in [&mut entry.image, &mut entry.banner] {
            image.take_if(|image| !self.may_stay(&mut image.url));
        }
        entry.enclosures.retain_mut(|enclosure| {
            self.media_type(&mut enclosure.media_type);
            self.may_stay(&mut enclosure.url)
        });
        self.languages(&mut entry.language, &mut entry.extensions);
        if let Some(source) = &mut entry.source {
            self.head(source);
        }
        self.extensions(&mut entry.extensions);
        self.out_of_place("entries", &mut entry.extensions);
    }

    fn rights(&mut self, rights: &mut Option<Text>) {
        rights.take_if(|text| text.kind == TextKind::Plain && !self.leaves_a_name(&mut text.value));
    }

    fn optional_text(&mut self, text: &mut Option<Text>) {
        text.take_if(|text| !self.leaves_something(text));
    }

    /// Cleans the text. A text that cleaning empties is absent: readers would show it as an empty one.
    fn leaves_something(&mut self, text: &mut Text) -> bool {
        let had_something = !text.value.is_empty();
        self.text(text);
        !(had_something && text.value.is_empty())
    }

    fn text(&mut self, text: &mut Text) {
        let base = text.base.take();
        if text.kind == TextKind::Plain && is_marked(&text.value) {
            text.value = text.value.trim_start_matches(is_blank).to_owned();
        }
        if self.keeps_html || text.kind == TextKind::Plain {
            let is_lost = self.keeps_html && text.kind == TextKind::Html && base.is_some();
            self.losses.add("bases of relative URLs in HTML that is kept", usize::from(is_lost));
            return;
        }
        let base = base.and_then(|base| Url::parse(&base).ok());
        let rules = Rules { base: base.as_ref().or(self.base), embeds: &[], keep_styling: true };
        let cleaned = html::clean_within(&mut self.budget, &text.value, &rules);
        if cleaned.too_deep {
            self.losses.add("markup that nests too deeply, or too much of it: only its text is kept", 1);
        } else if html::drops_markup(&text.value, &cleaned.html) {
            self.losses.add("markup that readers must not run or show (see --html)", 1);
        }
        // Readers see no white space around a text, and ours takes it away.
        text.value = cleaned.html.trim_start_matches(is_blank).trim_end().to_owned();
    }

    fn links(&mut self, links: &mut Vec<Link>) {
        links.retain_mut(|link| {
            self.media_type(&mut link.media_type);
            self.language(&mut link.language);
            let may_stay = self.may_stay(&mut link.href);
            let is_web = || Url::parse(&link.href).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if may_stay && !self.takes.links_beyond_the_web && !is_web() {
                self.losses.add("URLs that are neither http nor https", 1);
                return false;
            }
            may_stay
        });
    }

    /// A scheme of categories may be any word, but readers link those that are URLs.
    fn categories(&mut self, categories: &mut Vec<Category>) {
        categories.retain_mut(|category| {
            let harmful = category.scheme.take_if(|scheme| is_harmful("url", scheme));
            self.losses.add("URLs that could do harm", usize::from(harmful.is_some()));
            category.label.take_if(|label| !self.leaves_a_name(label));
            self.leaves_a_name(&mut category.term)
        });
    }

    /// Takes markup out of a name, of a person or a topic, or a note of rights, that would run in a reader which takes it
    /// for HTML: there it is never intended. A name of nothing else is absent.
    fn leaves_a_name(&mut self, name: &mut String) -> bool {
        if self.keeps_html || !html::could_run(name) {
            return true;
        }
        self.losses.add("markup that readers must not run or show (see --html)", 1);
        *name = html::inert_name(mem::take(name));
        !name.is_empty()
    }

    fn members(&mut self, members: &mut Vec<Member>) {
        if !self.takes.members {
            return;
        }
        let before = members.len();
        members.retain_mut(|member| {
            let mut is_harmless = true;
            let changed = member::changed(&member.name, &member.json, |name, text| {
                is_harmless &= self.foreign_text(name, None, text);
            });
            // What is not JSON is not written.
            if let Some(json) = changed {
                member.json = json;
            }
            is_harmless
        });
        self.losses.add("members with URLs that could do harm", before.saturating_sub(members.len()));
    }

    fn media_type(&mut self, media_type: &mut Option<String>) {
        let essence = |name: &String| name.split(';').next().unwrap_or_default().trim().to_owned();
        if media_type.as_ref().is_some_and(|name| !uri::is_media_type(&essence(name))) {
            self.losses.add("invalid media types", 1);
            *media_type = None;
        }
    }

    /// A language tag as it is spelled, but for `en_US`; an invalid one is counted as lost.
    fn language(&mut self, language: &mut Option<String>) {
        let Some(written) = language.take() else { return };
        match language::tag(&written) {
            Ok(_) => *language = Some(written.trim().replace('_', "-")),
            Err(fault) => {
                self.losses.add("invalid languages", 1);
                *language = fault.rest;
            }
        }
    }

    /// The language, and the extensions that are kept because there was one: those that name none go, and where the one
    /// before them was none, the first takes its place, as it does for whoever reads what is written.
    fn languages(&mut self, language: &mut Option<String>, extensions: &mut Vec<Extension>) {
        self.language(language);
        let before = extensions.len();
        extensions.retain(|element| named_language(element).is_none_or(|tag| language::tag(&tag).is_ok()));
        self.losses.add("invalid languages", before.saturating_sub(extensions.len()));
        if language.is_none()
            && let Some(position) = extensions.iter().position(|element| named_language(element).is_some())
        {
            *language = named_language(&extensions.remove(position));
            self.language(language);
        }
    }

    /// Somebody of whom nothing is left is nobody.
    fn people(&mut self, people: &mut Vec<Person>) {
        people.retain_mut(|person| {
            if !self.leaves_a_name(&mut person.name) {
                person.name.clear();
            }
            person.email.take_if(|email| !self.leaves_a_name(email));
            self.url(&mut person.uri);
            self.url(&mut person.avatar);
            *person != Person::default()
        });
    }

    fn url(&mut self, href: &mut Option<String>) {
        href.take_if(|href| !self.may_stay(href));
    }

    /// Whether the URL may stay; one that may not is counted. One with characters that the target does not take is
    /// spelled in those of URIs.
    fn may_stay(&mut self, href: &mut String) -> bool {
        // In the characters of URIs it may have three times the length.
        self.is_short(href) && self.is_usable(href) && self.is_short(href)
    }

    fn is_short(&mut self, href: &str) -> bool {
        let is_short = href.len() <= uri::LONGEST;
        self.losses.add("URLs longer than 8192 bytes", usize::from(!is_short));
        is_short
    }

    fn is_usable(&mut self, href: &mut String) -> bool {
        // A person without any other data is named by it.
        if html::could_run(href) {
            *href = href.replace('<', "%3C");
            self.losses.add("spelling of URLs with markup", 1);
        }
        match Url::parse(&text::strip_forbidden(href)) {
            Ok(url) if does_harm(url.as_str()) => {
                self.losses.add("URLs that could do harm", 1);
                false
            }
            Ok(url) => {
                // Browsers read over line breaks, of which attributes of XML would make blanks.
                href.retain(|character| !matches!(character, '\t' | '\n' | '\r'));
                if !self.takes.iris && !href.is_ascii() {
                    *href = uri::written(&url);
                    self.losses.add("spelling of URLs with characters beyond ASCII", 1);
                }
                true
            }
            Err(ParseError::RelativeUrlWithoutBase) if self.takes.relative_urls => {
                if href.contains(char::is_whitespace) {
                    *href = uri::relative_written(href);
                    self.losses.add("spelling of URLs with blanks", 1);
                }
                true
            }
            Err(ParseError::RelativeUrlWithoutBase) => {
                self.losses.add("relative URLs (name what they are relative to with --base-url)", 1);
                false
            }
            Err(_) => {
                self.losses.add("invalid URLs", 1);
                false
            }
        }
    }

    fn is_live(&mut self, media_type: &str, value: &str) -> bool {
        let media_type = media_type.to_ascii_lowercase();
        let is_of_browsers = ["svg", "script", "html", "xsl"].iter().any(|part| media_type.contains(part));
        let is_live = !self.keeps_html && (is_of_browsers || media_type.contains("xml") && is_live(value));
        self.losses.add("content of a type that readers must not run", usize::from(is_live));
        is_live
    }

    /// Leaves out what readers and validators refuse at this place: URLs to ping in a head or in RDF's form, and
    /// licences that are not URLs.
    fn out_of_place(&mut self, whose: &str, extensions: &mut Vec<Extension>) {
        let is_refused = |element: &Extension| match element.name.namespace.as_str() {
            namespace::TRACKBACK => {
                let is_of_rdf = |(name, _): &(QualifiedName, String)| name.namespace == namespace::RDF;
                whose == "feed" || element.attributes.iter().any(is_of_rdf)
            }
            namespace::CREATIVE_COMMONS => {
                let is_url = |node: &ExtensionNode| matches!(node, ExtensionNode::Text(text) if Url::parse(text).is_ok());
                !element.children.iter().any(is_url)
            }
            _ => false,
        };
        let refused = extensions.iter().filter(|element| is_refused(element));
        self.losses.add_elements(whose, refused);
        extensions.retain(|element| !is_refused(element));
    }

    fn extensions(&mut self, extensions: &mut Vec<Extension>) {
        extensions.retain_mut(|extension| self.extension(extension));
    }

    /// Cleans a foreign element, and says whether it may stay.
    fn extension(&mut self, extension: &mut Extension) -> bool {
        if !self.keeps_html && LIVE.contains(&extension.name.namespace.as_str()) {
            self.losses.add("foreign elements that a browser would run", 1);
            return false;
        }
        let before = extension.attributes.len();
        extension.attributes.retain(|(name, value)| !is_harmful(&name.local, value));
        self.losses.add("URLs that could do harm", before.saturating_sub(extension.attributes.len()));
        // Writers join the text of an element, whatever is between its parts: so it is checked as one.
        let mut text = String::new();
        extension.children.retain_mut(|child| match child {
            ExtensionNode::Element(child) => self.extension(child),
            ExtensionNode::Text(part) => {
                text.push_str(part);
                false
            }
        });
        let mut types =
            extension.attributes.iter().filter(|(name, _)| name.namespace.is_empty() && name.local == "type");
        let kind = types.next().map(|(_, kind)| kind.as_str());
        if !self.foreign_text(&extension.name.local, kind, &mut text) {
            self.losses.add("URLs that could do harm", 1);
            text.clear();
        }
        if !text.is_empty() {
            extension.children.insert(0, ExtensionNode::Text(text));
        }
        true
    }

    /// Cleans a text of a foreign element or member where a reader may show it as HTML, and says whether what is left is
    /// no URL that could do harm.
    fn foreign_text(&mut self, name: &str, kind: Option<&str>, text: &mut String) -> bool {
        if !is_harmful(name, text) && html::has_markup(text) && is_shown(name, kind) {
            let mut html = Text::html(mem::take(text));
            self.text(&mut html);
            *text = html.value;
        }
        !is_harmful(name, text)
    }
}

/// What an element of Dublin Core says of the language.
fn named_language(element: &Extension) -> Option<String> {
    let text = |child: &ExtensionNode| match child {
        ExtensionNode::Text(text) => text.clone(),
        ExtensionNode::Element(_) => String::new(),
    };
    is_language(element).then(|| element.children.iter().map(text).collect())
}

/// Whether the text begins with a byte order mark, which HTML parsers skip.
fn is_marked(text: &str) -> bool {
    text.trim_start().starts_with('\u{feff}')
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

/// Whether a reader may show the text of that name and type as HTML. Text of another kind is not cleaned.
fn is_shown(name: &str, kind: Option<&str>) -> bool {
    let is_source = || {
        let name = name.to_ascii_lowercase();
        let last_word = name.rsplit(|character: char| !character.is_alphanumeric()).next();
        last_word.is_some_and(|word| ["markdown", "code", "text"].contains(&word))
    };
    match kind {
        Some(kind) if kind.to_ascii_lowercase().contains("html") => true,
        Some("plain") => false,
        _ => !is_source(),
    }
}
