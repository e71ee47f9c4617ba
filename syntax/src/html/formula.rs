//! The markup by which KaTeX, MathJax and MathML show a formula -> the one text that stands for it.
//!
//! Such markup says a formula twice or three times: as MathML for programs, as HTML for the eye, and as the TeX that it was
//! made of. A feed shows no style sheet and drops MathML, so all of them would be read one after the other. The TeX is
//! what a person can read; where there is none, the text of the MathML is.

use super::pieces::{Piece, Pieces, Tag};
use super::references::decode;

/// The classes of elements that hold one formula in several forms.
const CONTAINERS: [&str; 9] = [
    "katex", "MathJax", "MathJax_CHTML", "MathJax_Display", "MathJax_Preview", "MathJax_SVG",
    "MathJax_SVG_Display", "mjx-chtml", "temml",
];

/// The text of the formula that begins with the start tag, and skips its content. Nothing where the element is no formula,
/// or where its content is a readable form of it already.
pub(super) fn formula<'t>(pieces: &mut Pieces<'t>, tag: &Tag<'t>) -> Option<String> {
    if tag.is_end {
        return None;
    }
    if tag.name == "math" {
        return pieces.replace_content("math", |content, _| tex(tag, content));
    }
    if tag.name == "script" && is_tex_script(tag) {
        return pieces.replace_content("script", |content, _| Some(tex_of_script(content)));
    }
    if !is_container(tag) {
        return None;
    }
    pieces.replace_content(&tag.name, |content, after| {
        let is_twin = |tag: &Tag| is_tex_script(tag) || is_container(tag);
        let is_preview = tag.classes().any(|class| class == "MathJax_Preview");
        // The script that follows holds the TeX, and whatever follows a preview is what it is a preview of.
        if next_tag(after).is_some_and(|next| is_tex_script(&next) || is_preview && is_twin(&next)) {
            return Some(String::new());
        }
        let source = |name| Some(decode(tag.attribute(name)?).trim().to_owned());
        math_in(content)
            .or_else(|| source("data-latex"))
            .or_else(|| math_in(&source("data-mathml")?))
            .or_else(|| bare_tex(content))
            .or_else(|| twin_for_the_eye(content))
    })
}

/// As [`formula`], where no markup may stay: of MathML without TeX it is the text of the tokens.
pub(super) fn words_of_formula<'t>(pieces: &mut Pieces<'t>, tag: &Tag<'t>) -> Option<String> {
    formula(pieces, tag).or_else(|| {
        let is_math = !tag.is_end && tag.name == "math";
        is_math.then(|| pieces.replace_content("math", |content, _| Some(tokens(content)))).flatten()
    })
}

fn is_container(tag: &Tag) -> bool {
    !tag.is_end && (tag.name == "mjx-container" || tag.classes().any(is_class_of_formula))
}

/// Whether elements of this class hold one formula in several forms.
pub(super) fn is_class_of_formula(class: &str) -> bool {
    CONTAINERS.contains(&class)
}

fn is_tex_script(tag: &Tag) -> bool {
    let is_tex =
        |value: &str| value.trim_start().get(..8).is_some_and(|kind| kind.eq_ignore_ascii_case("math/tex"));
    !tag.is_end && tag.name == "script" && tag.attribute("type").is_some_and(is_tex)
}

/// The TeX in a script, without the marks that hide it from XML parsers.
fn tex_of_script(content: &str) -> String {
    let text = content.rsplit_once("</").map_or(content, |(text, _)| text);
    text.replace("% <![CDATA[", "").replace("%]]>", "").trim().to_owned()
}

/// The text of the first `math` element in the markup: its TeX, else the text of its tokens.
fn math_in(markup: &str) -> Option<String> {
    let mut pieces = Pieces::of(markup);
    loop {
        match pieces.next()? {
            Piece::Tag(tag) if !tag.is_end && tag.name == "math" => {
                return pieces.replace_content("math", |content, _| {
                    tex(&tag, content).or_else(|| Some(tokens(content)))
                });
            }
            _ => {}
        }
    }
}

/// The text for the eye where the MathML beside it has lost its elements, so that its text says everything twice.
fn twin_for_the_eye(content: &str) -> Option<String> {
    let mut pieces = Pieces::of(content);
    let mut has_mathml = false;
    while let Some(piece) = pieces.next() {
        let Piece::Tag(tag) = piece else { continue };
        let has_class = |name: &str| !tag.is_end && tag.classes().any(|class| class == name);
        has_mathml |= has_class("katex-mathml");
        if has_mathml && has_class("katex-html") {
            let text = pieces.replace_content(&tag.name, |content, _| Some(tokens(content)));
            return text.filter(|text| !text.is_empty());
        }
    }
    None
}

/// The TeX that a `math` element names.
fn tex(tag: &Tag, content: &str) -> Option<String> {
    bare_tex(content).or_else(|| {
        let text = decode(tag.attribute("alttext")?).trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    })
}

/// The TeX of the first annotation with TeX in the markup.
fn bare_tex(content: &str) -> Option<String> {
    let mut pieces = Pieces::of(content);
    while let Some(piece) = pieces.next() {
        if let Piece::Tag(tag) = piece
            && tag.name == "annotation"
            && tag.attribute("encoding").is_some_and(|encoding| encoding.to_ascii_lowercase().contains("tex"))
        {
            let text = match pieces.next() {
                Some(Piece::Text(text)) => decode(text).trim().to_owned(),
                _ => String::new(),
            };
            return Some(text).filter(|text| !text.is_empty());
        }
    }
    None
}

fn tokens(content: &str) -> String {
    let mut text = String::new();
    let mut pieces = Pieces::of(content);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(token) => text.push_str(decode(token).trim()),
            Piece::Tag(tag) if !tag.is_end && tag.name.starts_with("annotation") => {
                pieces.skip_content(&tag.name);
            }
            _ => {}
        }
    }
    text
}

/// The tag that follows, apart from white space, comments and end tags.
fn next_tag<'t>(after: &Pieces<'t>) -> Option<Tag<'t>> {
    let mut ahead = after.clone();
    loop {
        match ahead.next()? {
            Piece::Tag(tag) if tag.is_end => {}
            Piece::Tag(tag) => return Some(tag),
            Piece::Comment => {}
            Piece::Text(text) if text.trim().is_empty() => {}
            _ => return None,
        }
    }
}
