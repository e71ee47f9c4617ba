//! Makes everything in a feed safe to show: HTML is cleaned, relative URLs become absolute where their base is known, URLs
//! that could do harm are removed. What is removed is counted.
//!
//! Unlike `build`, `convert` keeps classes, ids and harmless styles: a feed that is converted is somebody's own. Foreign
//! elements are the matter of `foreign`. URLs are not normalised: an id or a link with another spelling is another one to a reader.

mod foreign;

use std::borrow::Cow;
use std::mem;
use std::sync::Arc;

use url::{ParseError, Url};

use super::harm::{is_harmful, is_live};
use super::{HtmlMode, Options, member};
use crate::format::ids::uuid;
use crate::format::losses::{Losses, Tally};
use crate::format::modules::distinct_people;
use crate::format::modules::dublin_core::is_language;
use crate::format::row::Takes;
use crate::html::{self, Budget, Rules};
use crate::language;
use crate::model::{
    Category, Content, Entry, Extension, ExtensionNode, Feed, FeedHead, Generator, Link, Member, Person,
    Text, TextKind,
};
use crate::text;
use crate::uri;

/// Cleans the feed, which was read from documents of so many bytes; URLs are cleaned in every mode. `base` is that of
/// HTML which has none of its own. The number is that of the URLs which had to be percent-encoded.
pub(super) fn clean(
    feed: &mut Feed,
    size: usize,
    options: &Options,
    base: Option<&Url>,
    takes: Takes,
    tally: &mut Tally,
) -> usize {
    let mut cleaner = Cleaner {
        keeps_html: options.html == HtmlMode::Keep,
        takes,
        base,
        encoded: 0,
        budget: Budget::of_documents(size),
        losses: &mut tally.lost,
        repaired: &mut tally.repaired,
    };
    cleaner.head(&mut feed.head);
    for entry in &mut feed.entries {
        cleaner.entry(Arc::make_mut(entry));
    }
    cleaner.encoded
}

struct Cleaner<'a> {
    keeps_html: bool,
    takes: Takes,
    base: Option<&'a Url>,
    encoded: usize,
    budget: Budget,
    losses: &'a mut Losses,
    repaired: &'a mut Losses,
}

impl Cleaner<'_> {
    fn head(&mut self, head: &mut FeedHead) {
        if let Some(id) = &mut head.id {
            self.id(id);
        }
        for text in [&mut head.title, &mut head.subtitle, &mut head.rights] {
            self.optional_text(text);
        }
        self.title(&mut head.title);
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
            self.leaves_a_name(&mut generator.name);
        }
        head.generator.take_if(|generator| *generator == Generator::default());
        self.extensions(&mut head.extensions);
        self.out_of_place("feed", &mut head.extensions);
    }

    fn entry(&mut self, entry: &mut Entry) {
        // Two that are written the same are one.
        entry.id = entry.id.take().map(|id| text::normalized(&id).into_owned());
        if let Some(id) = &mut entry.id {
            self.id(id);
        }
        for text in [&mut entry.title, &mut entry.summary, &mut entry.rights] {
            self.optional_text(text);
        }
        self.title(&mut entry.title);
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
            self.short(&mut enclosure.title);
            self.may_stay(&mut enclosure.url)
        });
        self.languages(&mut entry.language, &mut entry.extensions);
        if let Some(source) = &mut entry.source {
            self.head(source);
        }
        self.extensions(&mut entry.extensions);
        self.out_of_place("entries", &mut entry.extensions);
    }

    /// Replaces an id that could run in a reader that takes it for a link by one that is computed from it alone, so that
    /// what refers to it can be replaced as well.
    fn id(&mut self, id: &mut String) {
        if html::is_id_harmful(id) {
            self.losses.add("ids that could run in readers", 1);
            *id = uuid(id);
        }
    }

    /// Takes marks out of a title that turn around what readers show behind it.
    fn title(&mut self, title: &mut Option<Text>) {
        let Some(title) = title else { return };
        if let Cow::Owned(value) = text::without_overrides(&title.value) {
            self.losses.add("what hides or turns around the text behind it", 1);
            title.value = value;
        }
    }

    /// Makes a text inert that is plain by every standard, and that readers show beside others.
    fn short(&mut self, text: &mut Option<String>) {
        if let Some(text) = text.as_mut().filter(|_| !self.keeps_html) {
            self.inert(text);
        }
    }

    fn inert(&mut self, text: &mut String) {
        let inert = html::inert_title(text.clone());
        if inert != *text {
            self.losses.add("what hides or turns around the text behind it", 1);
            *text = inert;
        }
    }

    fn rights(&mut self, rights: &mut Option<Text>) {
        rights.take_if(|text| text.kind == TextKind::Plain && !self.leaves_a_name(&mut text.value));
    }

    fn optional_text(&mut self, text: &mut Option<Text>) {
        text.take_if(|text| !self.leaves_something(text));
        if let Some(text) = text.as_mut().filter(|text| !self.keeps_html && text.kind == TextKind::Plain) {
            self.inert(&mut text.value);
        }
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
        let rules = Rules {
            base: base.as_ref().or(self.base),
            embeds: &[],
            keep_styling: true,
            files: crate::html::FileBase::Page,
        };
        let cleaned = html::clean_within(&mut self.budget, &text.value, &rules);
        if cleaned.too_deep {
            self.losses.add("markup that nests too deeply, or too much of it: only its text is kept", 1);
        } else if cleaned.drops_markup(&text.value) {
            self.losses.add("markup that readers must not run or show (see --html)", 1);
        }
        // Readers see no white space around a text, and ours takes it away.
        text.value = cleaned.html.trim_start_matches(is_blank).trim_end().to_owned();
    }

    fn links(&mut self, links: &mut Vec<Link>) {
        links.retain_mut(|link| {
            self.media_type(&mut link.media_type);
            self.short(&mut link.title);
            self.language(&mut link.language);
            let may_stay = self.may_stay(&mut link.href);
            let is_web = || {
                uri::is_canonical(&link.href)
                    || Url::parse(&link.href).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
            };
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
        if self.keeps_html || !html::could_run(name) && !html::turns_around(name) {
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
        // Two elements may name one person.
        distinct_people(people);
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
        // The look of most says that nothing of what follows concerns them.
        uri::is_canonical(href) || self.is_usable_by_parsing(href)
    }

    fn is_usable_by_parsing(&mut self, href: &mut String) -> bool {
        // A person without any other data is named by it.
        if html::could_run(href) {
            *href = href.replace('<', "%3C");
            self.repaired.add("spelling of URLs with markup", 1);
        }
        match Url::parse(&text::strip_forbidden(href)) {
            Ok(url) if uri::does_harm(url.as_str()) => {
                self.losses.add("URLs that could do harm", 1);
                false
            }
            Ok(url) => {
                // Browsers read over line breaks, of which attributes of XML would make blanks.
                href.retain(|character| !matches!(character, '\t' | '\n' | '\r'));
                if !self.takes.iris && !href.is_ascii() {
                    *href = uri::written(&url);
                    self.repaired.add("spelling of URLs with characters beyond ASCII", 1);
                } else if !uri::is_well_spelled(href) {
                    *href = uri::written(&url);
                    self.encoded = self.encoded.saturating_add(1);
                }
                true
            }
            Err(ParseError::RelativeUrlWithoutBase) if self.takes.relative_urls => {
                if href.contains(char::is_whitespace) {
                    *href = uri::relative_written(href);
                    self.repaired.add("spelling of URLs with blanks", 1);
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
