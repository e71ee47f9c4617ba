//! A rendered page -> whether it is one: what is published must say what it is of and where it is, whatever template made it. Of the
//! templates of this program more is known, so that they are read back strictly: every tag that opens closes, in order, the
//! title is the page's, and every article is there once.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::model::Page;
use crate::html::is_void;
use crate::model::GENERATOR;

/// What is wrong with a page, if anything is. `is_built_in` says whether all its templates are those of this program.
pub(super) fn fault(text: &str, page: &Page, is_built_in: bool) -> Option<&'static str> {
    if !text.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html>")) {
        return Some("it does not begin with <!doctype html>");
    }
    let shape = Shape::of(text).found.into_inner();
    if shape.languages.first().is_none_or(|language| *language != page.page.language) {
        return Some("its <html> has no `lang` that is `page.language`");
    }
    if shape.titles.first().is_none_or(|title| title.trim().is_empty()) {
        return Some("it has no <title>");
    }
    if shape.canonical.as_deref() != Some(&page.page.url) {
        return Some("it has no <link rel=\"canonical\"> that leads to `page.url`");
    }
    if shape.generator.as_deref() != Some(GENERATOR) {
        return Some("it has no <meta name=\"generator\" content=\"feedmill\">");
    }
    is_built_in.then(|| strict_fault(&shape, page)).flatten()
}

/// What is wrong with a page that the templates of this program made.
fn strict_fault(shape: &Found, page: &Page) -> Option<&'static str> {
    if shape.is_malformed || !shape.open.is_empty() {
        return Some("it is not well-formed");
    }
    if shape.titles.as_slice() != [page.page.title.as_str()] {
        return Some("its title is another");
    }
    if shape.articles != page.articles.len() {
        return Some("it has not as many articles as the feed");
    }
    let feeds = page.feeds.iter().map(|feed| feed.url.as_str());
    let is_listed = |url: &str| shape.alternates.iter().any(|own| own == url);
    (!feeds.into_iter().all(is_listed)).then_some("it does not name its feeds")
}

/// What is found in a page.
#[derive(Debug, Default)]
struct Found {
    open: Vec<String>,
    is_malformed: bool,
    languages: Vec<String>,
    titles: Vec<String>,
    canonical: Option<String>,
    generator: Option<String>,
    alternates: Vec<String>,
    articles: usize,
}

/// Gathers it, tag by tag.
#[derive(Debug, Default)]
struct Shape {
    found: RefCell<Found>,
}

impl Shape {
    fn of(text: &str) -> Shape {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(text));
        let tokenizer =
            Tokenizer::new(Shape::default(), TokenizerOpts { exact_errors: true, ..Default::default() });
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink
    }
}

impl TokenSink for Shape {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut found = self.found.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => found.opened(&tag),
            Token::TagToken(tag) => {
                let is_closed = found.open.pop().as_deref() == Some(&*tag.name);
                found.is_malformed |= !is_closed;
            }
            Token::CharacterTokens(text) if found.open.last().is_some_and(|name| name == "title") => {
                if let Some(title) = found.titles.last_mut() {
                    title.push_str(&text);
                }
            }
            Token::ParseError(_) | Token::NullCharacterToken => found.is_malformed = true,
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Found {
    fn opened(&mut self, tag: &Tag) {
        let attribute = |name: &str| {
            let own = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
            own.map(|attribute| attribute.value.to_string())
        };
        let is = |name: &str, value: &str| attribute(name).is_some_and(|own| own.eq_ignore_ascii_case(value));
        match &*tag.name {
            "html" => self.languages.push(attribute("lang").unwrap_or_default()),
            "title" => self.titles.push(String::new()),
            "article" => self.articles = self.articles.saturating_add(1),
            "link" if is("rel", "canonical") => self.canonical = attribute("href"),
            "link" if is("rel", "alternate") => self.alternates.extend(attribute("href")),
            "meta" if is("name", "generator") => self.generator = attribute("content"),
            _ => {}
        }
        if !is_void(&tag.name) && !tag.self_closing {
            self.open.push(tag.name.to_string());
        }
    }
}
