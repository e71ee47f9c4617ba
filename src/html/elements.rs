//! The elements and attributes of HTML: which of them a feed may carry, which hide their content, and which only a
//! plain text has to know.
//!
//! What may stay is the part of HTML that every reader shows and that the W3C feed validator accepts, less
//! everything that runs, styles, submits or names a place in the page.

/// The elements that stay, sorted. `font` and `bdo` are missing as mere style and as a risk to the validator.
pub(super) const KEPT: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "menu",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// The attributes that stay on every element.
pub(super) const KEPT_EVERYWHERE: &[&str] = &["dir", "lang", "title"];

/// Elements that stay where the looks stay: they change how their text looks and nothing else.
pub(super) const LOOKS: [&str; 7] = ["bdo", "data", "font", "label", "nobr", "rb", "rtc"];

/// Attributes that stay on every element where the looks stay.
pub(super) const LOOKS_EVERYWHERE: &[&str] = &[
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "clear",
    "color",
    "face",
    "height",
    "hspace",
    "id",
    "noshade",
    "nowrap",
    "size",
    "style",
    "summary",
    "type",
    "valign",
    "vspace",
    "width",
];

/// The elements that never have content among those that stay.
pub(super) const VOID: &[&str] = &["br", "col", "hr", "img", "source", "track", "wbr"];

/// The elements whose content nobody is meant to read, or that are nothing without the page: they go as a whole.
const HIDDEN: &[&str] = &[
    "annotation",
    "annotation-xml",
    "button",
    "datalist",
    "head",
    "noembed",
    "noframes",
    "noscript",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
];

/// The elements that separate words, sorted.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "xmp",
];

/// The elements of the standard, its obsolete ones included, that are neither kept, hidden nor blocks. Sorted.
const OTHERS: &[&str] = &[
    "applet", "area", "base", "basefont", "bdo", "bgsound", "blink", "canvas", "col", "data", "embed",
    "font", "frame", "iframe", "image", "input", "isindex", "keygen", "label", "link", "map", "marquee",
    "math", "meta", "meter", "nobr", "object", "output", "param", "progress", "rb", "rtc", "slot", "spacer",
];

pub(super) fn is_kept(element: &str, keeps_looks: bool) -> bool {
    KEPT.binary_search(&element).is_ok() || keeps_looks && LOOKS.contains(&element)
}

pub(super) fn is_void(element: &str) -> bool {
    VOID.contains(&element)
}

pub(super) fn is_hidden(element: &str) -> bool {
    HIDDEN.contains(&element)
}

pub(super) fn is_block(element: &str) -> bool {
    BLOCKS.binary_search(&element).is_ok()
}

/// Whether the name is that of an element in the HTML standard, of any age.
pub(super) fn is_html(element: &str) -> bool {
    is_kept(element, true)
        || is_hidden(element)
        || is_block(element)
        || OTHERS.binary_search(&element).is_ok()
}

/// The attributes that stay on the element, besides those that stay everywhere. The name of an `a` is the target of links in
/// old HTML; all other names are properties of the document, which a script of the page would find in place of its own.
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

/// The kept attribute that a name in any case stands for.
pub(super) fn kept_attribute(element: &str, name: &str, keeps_looks: bool) -> Option<&'static str> {
    let looks = if keeps_looks { LOOKS_EVERYWHERE } else { &[] };
    let own = kept_attributes(element).iter().filter(|&&own| keeps_looks || own != "name");
    // A table that floats may be lower than what is in it, and cover what follows.
    let looks = looks.iter().filter(|&&look| (element, look) != ("table", "align"));
    let mut kept = own.chain(KEPT_EVERYWHERE).chain(looks);
    kept.find(|kept| kept.eq_ignore_ascii_case(name)).copied()
}

/// Whether the attribute, one of those that stay, holds an address.
pub(super) fn is_address(attribute: &str) -> bool {
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
        assert!(VOID.iter().all(|void| is_kept(void, false)));
    }
}
