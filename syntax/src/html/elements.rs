//! The elements and attributes of HTML: which a feed may carry, which hide their content, and which separate words.
//!
//! A feed may carry the part of HTML that every reader shows and that the W3C feed validator accepts, without everything
//! that runs, styles, submits or names a place in the page. What `convert` keeps besides can neither fetch anything nor
//! cover its surroundings.

/// The elements that stay, sorted. `font` is missing because it is mere styling, `bdo` because the validator may reject it.
pub(super) const KEPT: &[&str] = &[
    "a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "big", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir", "div",
    "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "menu", "nav", "ol", "p", "picture",
    "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "source", "span", "strike", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "track", "tt",
    "u", "ul", "var", "video", "wbr",
];

/// The attributes that stay on every element.
pub(super) const KEPT_EVERYWHERE: &[&str] = &["dir", "lang", "title"];

/// Elements that stay where styling stays: they only change how their text looks.
pub(super) const STYLING: [&str; 7] = ["bdo", "data", "font", "label", "nobr", "rb", "rtc"];

/// Attributes that stay on every element where styling stays.
pub(super) const STYLING_EVERYWHERE: &[&str] = &[
    "align", "bgcolor", "border", "cellpadding", "cellspacing", "class", "clear", "color", "face", "height",
    "hspace", "id", "noshade", "nowrap", "size", "style", "summary", "type", "valign", "vspace", "width",
];

/// The void elements, which have neither content nor an end tag (HTML standard, section 13.1.2).
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The elements whose content is not meant for readers, or useless without the page: they are removed with their content.
const HIDDEN: &[&str] = &[
    "annotation", "annotation-xml", "button", "datalist", "head", "noembed", "noframes", "noscript",
    "script", "select", "style", "svg", "template", "textarea", "title",
];

/// The elements that separate words, sorted.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend", "li", "listing",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
];

/// The other elements of the standard, including obsolete ones: neither kept, hidden nor blocks. Sorted.
const OTHERS: &[&str] = &[
    "applet", "area", "base", "basefont", "bdo", "bgsound", "blink", "canvas", "col", "data", "embed",
    "font", "frame", "iframe", "image", "input", "isindex", "keygen", "label", "link", "map", "marquee",
    "math", "meta", "meter", "nobr", "object", "output", "param", "progress", "rb", "rtc", "slot", "spacer",
];

pub(super) fn is_kept(element: &str, keep_styling: bool) -> bool {
    KEPT.binary_search(&element).is_ok() || keep_styling && STYLING.contains(&element)
}

/// Whether the element is void, in any case of letters.
pub fn is_void(element: &str) -> bool {
    VOID.iter().any(|void| void.eq_ignore_ascii_case(element))
}

pub(super) fn is_hidden(element: &str) -> bool {
    HIDDEN.contains(&element)
}

pub(super) fn is_block(element: &str) -> bool {
    BLOCKS.binary_search(&element).is_ok()
}

/// Whether any version of the HTML standard has the element.
pub fn is_html(element: &str) -> bool {
    is_kept(element, true)
        || is_hidden(element)
        || is_block(element)
        || OTHERS.binary_search(&element).is_ok()
}

/// The attributes that stay on the element, besides those that stay everywhere. In old HTML the `name` of an `a` is the
/// target of links; all other names become properties of the document, which a script of the page could take for its own.
pub(super) fn kept_attributes(element: &str) -> &'static [&'static str] {
    match element {
        "a" => &["href", "name"],
        "audio" => &["src", "controls", "loop"],
        "blockquote" | "q" => &["cite"],
        "col" | "colgroup" => &["span"],
        "del" | "ins" => &["cite", "datetime"],
        "details" => &["open"],
        "iframe" => &["src", "width", "height", "allowfullscreen"],
        "img" => &["src", "alt", "width", "height"],
        "li" => &["value"],
        "ol" => &["start", "reversed", "type"],
        "source" => &["src", "type"],
        "td" => &["colspan", "rowspan", "align"],
        "th" => &["colspan", "rowspan", "scope", "align"],
        "time" => &["datetime"],
        "track" => &["src", "kind", "srclang", "label", "default"],
        "video" => &["src", "poster", "width", "height", "controls", "loop", "muted"],
        _ => &[],
    }
}

/// The kept attribute with that name, in any case of letters.
pub(super) fn kept_attribute(element: &str, name: &str, keep_styling: bool) -> Option<&'static str> {
    let styling = if keep_styling { STYLING_EVERYWHERE } else { &[] };
    let own = kept_attributes(element).iter().filter(|&&own| keep_styling || own != "name");
    // A table that floats may be lower than what is in it, and cover what follows.
    let styling = styling.iter().filter(|&&name| (element, name) != ("table", "align"));
    let mut kept = own.chain(KEPT_EVERYWHERE).chain(styling);
    kept.find(|kept| kept.eq_ignore_ascii_case(name)).copied()
}

/// Whether the attribute, one of those that stay, holds a URL.
pub(super) fn is_url_attribute(attribute: &str) -> bool {
    matches!(attribute, "cite" | "href" | "poster" | "src")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_that_are_searched_are_sorted() {
        for table in [KEPT, BLOCKS, OTHERS] {
            assert!(table.is_sorted(), "{table:?}");
        }
    }

    #[test]
    fn no_element_is_both_kept_and_hidden() {
        assert!(HIDDEN.iter().all(|hidden| !is_kept(hidden, true)));
    }
}
