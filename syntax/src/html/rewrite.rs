//! HTML -> HTML with only the elements and attributes that stay: URLs are absolute, embedded pages become links, and
//! lazily loaded images get their real URL.
//!
//! It works tag by tag and knows no tree: the sanitizer checks afterwards how elements nest and whether the result is safe.

use memchr::memchr_iter;
use url::Url;

use super::drawing::drawing;
use super::elements::{is_hidden, is_kept, is_url_attribute, is_void, kept_attribute};
use super::embed::{describe, is_embed, is_listed, is_page, script_page, skip_fallback, url_in};
use super::formula::formula;
use super::hidden::{is_hidden_by_tag, skip_hidden};
use super::image::{candidates, image_follows, is_pixel, is_placeholder, smiley};
use super::loss::{Loss, LossKind};
use super::markup::Markup;
use super::pieces::{Piece, Pieces, Tag};
use super::references::decode;
use super::rules::Rules;
use super::serialise::{escaped_value, write_plain, write_text};
use super::style::{declarations, harmless};
use super::uri::{resolve, safe};
use crate::text::{escape_html, strip_forbidden};
use crate::uri::written;

/// The names and the escaped values of a tag's attributes.
type Attributes = Vec<(&'static str, String)>;

/// The most declarations of styles in one text; the styles behind them are left out.
const MOST_DECLARATIONS: usize = 20_000;

/// By how many bytes a text may grow beyond twice its length.
const LONGEST_GROWTH: usize = 1024 * 1024;

/// What is written of a fragment, and what the next tags depend on.
#[derive(Default)]
pub(super) struct Rewritten {
    /// The HTML that stays.
    pub html: String,
    /// What was dropped whole, each kind where it is first.
    pub losses: Vec<Loss>,
    /// The markup of the fragment, where all of it was looked at, and that of the HTML.
    pub read: Option<Markup>,
    pub written: Markup,
    escapes: usize,
    /// The bytes of all URLs, and the declarations of all styles so far.
    spent: Spent,
    /// Where the link ends that stands for a script, if the last script that was read is one.
    script_end: Option<usize>,
    /// What the last image shows, until text follows it.
    image: LastImage,
    /// The best set of images of the `picture` that is open.
    source: Option<String>,
}

/// What attributes cost.
#[derive(Default)]
struct Spent {
    /// The bytes of all URLs.
    urls: usize,
    /// The declarations of all styles.
    declarations: usize,
}

/// What the image before this place shows.
#[derive(Default, Clone, Copy, PartialEq)]
enum LastImage {
    /// There is none, or text follows it.
    #[default]
    None,
    /// What the page shows.
    Real,
    /// Only what keeps its place, written from here to there.
    Placeholder(usize, usize),
}

/// What stays of the fragment, spelled as parsers serialise it. Text that only looks like markup is escaped. Nothing if the
/// result, or the URLs alone, would be far longer than the fragment: many short relative URLs and one long base turn a
/// small text into a huge one.
pub(super) fn rewrite(fragment: &str, rules: &Rules) -> Option<Rewritten> {
    let longest = fragment.len().saturating_mul(2).saturating_add(LONGEST_GROWTH);
    let text = strip_forbidden(fragment);
    let mut output = Rewritten { html: String::with_capacity(text.len()), ..Rewritten::default() };
    let mut pieces = Pieces::of(&text);
    let (mut read, mut is_straight) = (Markup::default(), text.len() == fragment.len());
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => {
                if !text.trim().is_empty() {
                    output.image = LastImage::None;
                }
                write_text(text, &mut output.html, &mut output.escapes);
            }
            Piece::Comment | Piece::Declaration(_) => {}
            Piece::Tag(tag) => {
                if !tag.is_end {
                    read.add(&tag.name, tag.attributes.iter().map(|(name, _)| *name));
                }
                let rest = pieces.rest().len();
                rewrite_tag(&tag, &text, &mut pieces, rules, &mut output);
                is_straight &= rest == pieces.rest().len();
            }
        }
        if output.html.len().max(output.spent.urls) > longest {
            return None;
        }
    }
    output.read = Some(read).filter(|_| is_straight && !pieces.has_searched());
    Some(output)
}

/// Writes what stays of the element, or of its tag alone.
fn rewrite_tag<'t>(
    tag: &Tag<'t>,
    text: &str,
    pieces: &mut Pieces<'t>,
    rules: &Rules,
    output: &mut Rewritten,
) {
    let line = || lines_before(text, tag.source);
    if is_hidden_by_tag(tag) {
        return skip_hidden(pieces, tag);
    }
    if let Some(words) = formula(pieces, tag).or_else(|| smiley(tag)) {
        return write_plain(&words, &mut output.html, &mut output.escapes);
    }
    match &*tag.name {
        name if is_embed(name) => {
            let url = url_in(tag).and_then(|value| resolve(&value, rules.base)).filter(is_page);
            match &url {
                Some(url) => write_embed(url, tag, rules, output),
                None if !tag.is_end && name != "object" => output.lose(LossKind::Embed, line),
                None => {}
            }
            skip_fallback(pieces, tag, url.is_some());
        }
        name if is_kept(name, rules.keep_styling) => write_tag(tag, line, rules, output),
        _ if tag.is_end => {}
        // Beside a script that writes content, this is the content: the code of a gist.
        "noscript" if output.follows_script() => {}
        "noscript" => {
            let follows = |content, after: &Pieces| Some((content, image_follows(after)));
            if let Some((content, false)) = pieces.replace_content("noscript", follows)
                && output.image != LastImage::Real
            {
                write_images(content, line, rules, output);
            }
        }
        "svg" => {
            if let Some(words) =
                pieces.replace_content("svg", |content, _| Some(drawing(tag, content))).flatten()
            {
                write_plain(&words, &mut output.html, &mut output.escapes);
                output.lose(LossKind::Drawing, line);
            }
        }
        name if is_hidden(name) => {
            if let Some(url) = script_page(tag) {
                write_embed(&url, tag, rules, output);
                output.script_end = Some(output.html.len());
            }
            let is_program = matches!(name, "script" | "style");
            if !pieces.skip_content(name) && is_program {
                pieces.finish();
            }
        }
        _ => {}
    }
}

/// The number of lines of the text before a part of it.
fn lines_before(text: &str, part: &str) -> usize {
    let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
    text.get(..start).map_or(0, |before| memchr_iter(b'\n', before.as_bytes()).count())
}

impl Rewritten {
    /// The declarations of all styles that were looked at.
    pub(super) fn declarations(&self) -> usize {
        self.spent.declarations.min(MOST_DECLARATIONS)
    }

    fn follows_script(&self) -> bool {
        let after = self.script_end.and_then(|end| self.html.get(end..));
        after.is_some_and(|after| after.trim().is_empty())
    }

    /// Writes a start tag.
    fn start(&mut self, element: &str, attributes: &[(&str, String)]) {
        self.written.add(element, attributes.iter().map(|(name, _)| *name));
        self.html.push('<');
        self.html.push_str(element);
        for (name, value) in attributes {
            for part in [" ", name, "=\"", value, "\""] {
                self.html.push_str(part);
            }
        }
        self.html.push('>');
    }

    fn lose(&mut self, kind: LossKind, line: impl Fn() -> usize) {
        if !self.losses.iter().any(|loss| loss.kind == kind) {
            self.losses.push(Loss { kind, line: line() });
        }
    }
}

/// Writes the images for readers without scripts, in place of one that only keeps their place.
fn write_images(content: &str, line: impl Fn() -> usize + Copy, rules: &Rules, output: &mut Rewritten) {
    for piece in Pieces::of(content) {
        let Piece::Tag(tag) = piece else { continue };
        if tag.is_end || tag.name != "img" || is_pixel(&tag) || is_hidden_by_tag(&tag) {
            continue;
        }
        if let LastImage::Placeholder(start, end) = output.image
            && end == output.html.len()
        {
            output.html.truncate(start);
            output.written = Markup::of(&output.html);
        }
        write_tag(&tag, line, rules, output);
    }
}

fn write_embed(url: &Url, tag: &Tag, rules: &Rules, output: &mut Rewritten) {
    output.spent.urls = url.as_str().len().saturating_add(output.spent.urls);
    if is_listed(url, rules.embeds) {
        let mut attributes = Attributes::from([("src", escape_html(&written(url)))]);
        let kept = kept_in(tag, "iframe", rules, &mut output.spent);
        let is_of_frame = |name| matches!(name, "width" | "height" | "allowfullscreen" | "title");
        attributes.extend(kept.into_iter().filter(|(name, _)| is_of_frame(*name)));
        output.start("iframe", &attributes);
        output.html.push_str("</iframe>");
        return;
    }
    let embed = describe(url, tag);
    output.start("a", &[("href", escape_html(&embed.link))]);
    output.html.push_str(&escape_html(&embed.label));
    output.html.push_str("</a>");
}

fn write_tag(tag: &Tag, line: impl Fn() -> usize, rules: &Rules, output: &mut Rewritten) {
    if tag.is_end {
        // Browsers read `</br>` as one more line break, and ignore the end tags of other void elements.
        if tag.name == "br" {
            output.start("br", &[]);
        } else if !is_void(&tag.name) {
            output.html.push_str("</");
            output.html.push_str(&tag.name);
            output.html.push('>');
        }
        if tag.name == "picture" {
            output.source = None;
        }
        return;
    }
    let attributes = kept_in(tag, &tag.name, rules, &mut output.spent);
    match &*tag.name {
        "img" => return write_image(tag, attributes, line, rules, output),
        "picture" => output.source = None,
        "source" => keep_source(tag, output),
        _ => {}
    }
    // Without a URL these elements are useless; a link without one leaves its text.
    let has = |wanted| attributes.iter().any(|(name, _)| *name == wanted);
    let is_needed = match &*tag.name {
        "a" => rules.keep_styling && !attributes.is_empty() || has("href"),
        "source" | "track" => has("src"),
        _ => true,
    };
    if is_needed {
        output.start(&tag.name, &attributes);
    }
}

/// Keeps the set of a `source` for the image of its `picture`: the first in a format that every reader shows.
fn keep_source(tag: &Tag, output: &mut Rewritten) {
    let set = ["data-srcset", "srcset"].iter().find_map(|name| tag.attribute(name));
    let is_new = tag.attribute("type").is_some_and(|kind| kind.contains("avif") || kind.contains("jxl"));
    if output.source.is_none() && !is_new {
        output.source = set.map(str::to_owned);
    }
}

/// Writes an image with the URL that a script would have given it.
fn write_image(
    tag: &Tag,
    mut attributes: Attributes,
    line: impl Fn() -> usize,
    rules: &Rules,
    output: &mut Rewritten,
) {
    let source = output.source.take();
    let urls = candidates(tag, source.as_deref());
    let found = urls.iter().find_map(|url| Some((url, safe_of("img", "src", url, rules)?)));
    if found.is_none() && urls.iter().any(|url| rules.meant("img", url).is_none()) {
        // What it shows, in words, takes its place; the name of a file is none.
        let words = decode(tag.attribute("alt").unwrap_or_default());
        let is_name = !words.trim().contains(char::is_whitespace) && words.contains(['.', '/', '_']);
        if !is_name {
            write_plain(words.trim(), &mut output.html, &mut output.escapes);
        }
        return output.lose(LossKind::File, line);
    }
    let is_own = |written: &str| tag.attribute("src").is_some_and(|own| decode(own) == written);
    let is_replaced = found.as_ref().is_some_and(|(written, _)| !is_own(written));
    let is_real = found.as_ref().is_some_and(|(written, _)| !is_placeholder(written))
        && (is_replaced || !is_pixel(tag));
    if is_replaced && is_pixel(tag) {
        // That is the size of the placeholder.
        attributes.retain(|(name, _)| !matches!(*name, "width" | "height"));
    }
    let own = attributes.iter().position(|(name, _)| *name == "src");
    match (found.and_then(|(_, url)| escaped_value(&url)), own.and_then(|index| attributes.get_mut(index))) {
        (Some(url), Some(own)) => own.1 = url,
        (Some(url), None) => attributes.insert(0, ("src", url)),
        (None, _) => {}
    }
    let has_url = attributes.iter().any(|(name, _)| *name == "src");
    let values = attributes.iter().map(|(_, value)| value.len()).sum::<usize>();
    output.spent.urls = values.saturating_add(output.spent.urls);
    if !has_url && urls.iter().any(|url| !is_placeholder(url)) {
        output.lose(LossKind::Image, line);
    }
    let start = output.html.len();
    if has_url || rules.keep_styling && !attributes.is_empty() {
        output.start("img", &attributes);
    }
    output.image = match is_real {
        true => LastImage::Real,
        false => LastImage::Placeholder(start, output.html.len()),
    };
}

/// The attributes that stay, in the order of the tag. What they cost is added to `spent`.
fn kept_in(tag: &Tag, element: &str, rules: &Rules, spent: &mut Spent) -> Attributes {
    let mut attributes = Attributes::new();
    let mut seen = Vec::new();
    for (name, value) in &tag.attributes {
        let Some(name) =
            kept_attribute(element, name, rules.keep_styling).filter(|name| !seen.contains(name))
        else {
            continue;
        };
        seen.push(name);
        let value = if is_url_attribute(name) {
            safe_url(element, name, value, rules, &mut spent.urls)
        } else if name == "style" {
            let style = decode(value);
            spent.declarations = declarations(&style).saturating_add(spent.declarations);
            let may_stay = spent.declarations <= MOST_DECLARATIONS;
            may_stay.then(|| harmless(&style)).flatten().as_deref().and_then(escaped_value)
        } else {
            let value = decode(value);
            match value.contains('\r') {
                true => escaped_value(&value.replace("\r\n", "\n").replace('\r', "\n")),
                false => escaped_value(&value),
            }
        };
        attributes.extend(value.map(|value| (name, value)));
    }
    attributes
}

/// The URL in the attribute value, escaped, if it may stay.
fn safe_url(element: &str, attribute: &str, value: &str, rules: &Rules, spent: &mut usize) -> Option<String> {
    let url = safe_of(element, attribute, &decode(value), rules)?;
    *spent = spent.saturating_add(url.len());
    escaped_value(&url)
}

/// The URL in a decoded attribute value, if the attribute of the element may hold it.
pub(super) fn safe_of(element: &str, attribute: &str, value: &str, rules: &Rules) -> Option<String> {
    let (value, base) = rules.meant(element, value)?;
    safe(element, attribute, value, base)
}
