//! A reader of feeds that shows whatever could be taken for HTML, and follows whatever could be taken for an address:
//! what it finds in a document of any format, and whether a browser would run any of it.
//!
//! It shares nothing with the program: documents are taken apart by plain parsers of XML and JSON, and what may stand in
//! HTML is said here anew.

use std::collections::BTreeSet;

use html5ever::driver::{ParseOpts, parse_fragment};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{LocalName, Namespace, QualName};
use quick_xml::events::{BytesStart, Event};
use scraper::{Html, HtmlTreeSink, Node};
use serde_json::Value;

/// What may stand in HTML that a reader shows.
const ELEMENTS: &str = "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code \
    col colgroup data dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup \
    hr i img ins kbd label li main mark menu nav nobr ol p picture pre q rb rp rt rtc ruby s samp section small source \
    span strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video wbr";

/// What a browser knows beside, which runs, loads, submits or swallows what follows.
const ALIVE: &str = "applet area base basefont bgsound body button canvas dialog embed fencedframe fieldset  \
    form frame frameset head html iframe image input isindex keygen legend link listing map marquee math meta meter \
    noembed noframes noscript object optgroup option output param plaintext portal progress script select slot style svg \
    template textarea title xmp";

/// The attributes that may stand there.
const ATTRIBUTES: &str = "align alt cite colspan controls datetime default dir height href kind label lang loop muted open \
    poster reversed rowspan scope span src srclang start title type value width";

/// Those that only change the looks, or name the element, which `convert` leaves. Of other elements than `a` a name is a
/// property of the document, and in `a` a target is a page that may lead the reader's elsewhere.
const LOOKS: &str = "bgcolor border cellpadding cellspacing class clear color face hspace id noshade nowrap size style \
    summary valign vspace";

/// The elements that hold names of persons and topics, and notes of rights.
const NAMES: &str = "atom:name atom:rights author category copyright dc:contributor dc:creator dc:publisher dc:rights \
    dc:subject managingEditor name rights";

/// What a document lets its readers do.
#[derive(Default)]
pub struct Exposed {
    /// Texts that are shown as HTML.
    pub html: BTreeSet<String>,
    /// Texts that are plain by their standard, and that many readers show as HTML.
    pub titles: BTreeSet<String>,
    /// Names of persons and topics, and notes of rights, which some readers show as HTML all the same.
    pub names: BTreeSet<String>,
    /// Addresses in the places of addresses.
    pub addresses: BTreeSet<String>,
    /// Ids, which some readers take for the link of an entry that has none.
    pub ids: BTreeSet<String>,
}

impl Exposed {
    /// Takes a document apart; its path tells the format.
    pub fn read(&mut self, path: &str, document: &str) {
        if path.ends_with("json") {
            self.read_json("", &serde_json::from_str(document).unwrap());
        } else {
            self.read_xml(document);
        }
    }

    /// Takes over what another document lets its readers do.
    pub fn add(&mut self, other: Exposed) {
        self.html.extend(other.html);
        self.titles.extend(other.titles);
        self.names.extend(other.names);
        self.addresses.extend(other.addresses);
        self.ids.extend(other.ids);
    }

    /// Fails where anything of it could run.
    pub fn assert_inert(&self, may_stay: MayStay) {
        let told = |text: &String, may_stay| Some(format!("{}: {text:?}", fault(text, may_stay)?));
        let html = self.html.iter().filter_map(|html| told(html, may_stay));
        let texts = html.chain(self.titles.iter().filter_map(|title| told(title, MayStay::UnknownElements)));
        let addresses = self.addresses.iter().filter(|address| !is_harmless(address));
        let ids = self.ids.iter().filter(|id| is_running(id)).map(|id| format!("is called {id:?}"));
        let live: Vec<String> =
            texts.chain(addresses.map(|address| format!("leads to {address:?}"))).chain(ids).collect();
        assert!(live.is_empty(), "{} live:\n{}", live.len(), live.join("\n"));
    }

    /// Fails where an id could run in a reader that follows it.
    pub fn assert_no_id_runs(&self) {
        let live: Vec<&String> = self.ids.iter().filter(|id| is_running(id)).collect();
        assert!(live.is_empty(), "{live:?}");
    }

    /// Fails where a reader that shows names as HTML would run anything of them.
    pub fn assert_names_inert(&self) {
        let told = |name: &String| Some(format!("{}: {name:?}", fault(name, MayStay::UnknownElements)?));
        let live: Vec<String> = self.names.iter().filter_map(told).collect();
        assert!(!self.names.is_empty() && live.is_empty(), "{} live:\n{}", live.len(), live.join("\n"));
    }

    fn read_json(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) if ["body", "content_html"].contains(&name) => {
                self.html.insert(text.clone());
            }
            Value::String(text) if ["name", "tags"].contains(&name) => drop(self.names.insert(text.clone())),
            Value::String(text) if name == "id" => drop(self.ids.insert(text.clone())),
            Value::String(text) if is_address(name) => drop(self.addresses.insert(text.clone())),
            Value::Array(values) => values.iter().for_each(|value| self.read_json(name, value)),
            Value::Object(members) => members.iter().for_each(|(name, value)| self.read_json(name, value)),
            _ => {}
        }
    }

    fn read_xml(&mut self, document: &str) {
        let is_atom = document.contains("<feed ");
        let mut reader = quick_xml::Reader::from_str(document);
        reader.config_mut().expand_empty_elements = true;
        // The elements that are open, and their texts so far.
        let mut open: Vec<(Shown, String)> = Vec::new();
        loop {
            let mut add = |part: &str| open.last_mut().map_or((), |(_, text)| text.push_str(part));
            match reader.read_event().unwrap() {
                Event::Start(tag) => open.push((self.tag(&tag, is_atom, open.len() == 2), String::new())),
                Event::Text(text) => add(&text),
                Event::CData(text) => add(&text),
                Event::GeneralRef(name) => {
                    add(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap())
                }
                Event::End(_) => match open.pop().unwrap() {
                    (Shown::Html, text) => drop(self.html.insert(text)),
                    (Shown::Title, text) => drop(self.titles.insert(text)),
                    (Shown::Name, text) => drop(self.names.insert(text)),
                    (Shown::Address, text) => drop(self.addresses.insert(text)),
                    (Shown::Id, text) => drop(self.ids.insert(text)),
                    (Shown::Plain, _) => {}
                },
                Event::Eof => return,
                _ => {}
            }
        }
    }

    /// Takes the addresses out of the attributes, and tells what the text of the element is.
    fn tag(&mut self, tag: &BytesStart, is_atom: bool, is_of_channel: bool) -> Shown {
        let name = tag.name().0.to_owned();
        let mut kind = String::new();
        let mut is_permalink = true;
        for attribute in tag.attributes() {
            let attribute = attribute.unwrap();
            let key = attribute.key.0.to_owned();
            let value = attribute.value.to_string();
            let value = quick_xml::escape::unescape(&value).unwrap().into_owned();
            match key.as_str() {
                "type" => kind = value,
                "ref" => drop(self.ids.insert(value)),
                "term" | "label" => drop(self.names.insert(value)),
                "isPermaLink" => is_permalink = value != "false",
                key if key == "xmlns" || key.starts_with("xmlns:") => {
                    let is_live = ["xhtml", "svg", "MathML"].iter().any(|name| value.ends_with(name));
                    assert!(!is_live, "elements of {value} could stand in the document");
                }
                key if is_address(key) || key == "source" => drop(self.addresses.insert(value)),
                _ => {}
            }
        }
        let is_foreign =
            name.contains(':') && !["dc:", "dcterms:", "atom:"].iter().any(|own| name.starts_with(own));
        match name.as_str() {
            _ if ["html", "/xml", "+xml"].iter().any(|part| kind.contains(part)) => Shown::Html,
            "title" if !is_atom => Shown::Title,
            "description" if !is_atom && is_of_channel => Shown::Title,
            "description" if !is_atom => Shown::Html,
            "guid" if is_permalink => Shown::Address,
            "guid" | "id" | "atom:id" => Shown::Id,
            name if is_address(name) => Shown::Address,
            name if NAMES.split_ascii_whitespace().any(|own| own == name) => Shown::Name,
            // Nobody knows what readers make of these.
            _ if is_foreign => Shown::Html,
            _ => Shown::Plain,
        }
    }
}

/// What the text of an element is.
enum Shown {
    Html,
    Title,
    Name,
    Address,
    Id,
    Plain,
}

/// Whether an id runs where somebody follows it, also once references in it are decoded.
fn is_running(id: &str) -> bool {
    let decoded = Html::parse_fragment(&id.replace('<', "&lt;")).root_element().text().collect::<String>();
    let runs = |id: &str| {
        let id = id.trim_start_matches(|character: char| character <= ' ' || !character.is_ascii());
        scheme(id).is_some_and(|scheme| {
            let programs = "blob data feed filesystem jar javascript livescript vbscript view-source";
            programs.split(' ').any(|own| own == scheme)
        })
    };
    runs(id) || runs(&decoded)
}

/// Whether an element, attribute or member of this name holds an address.
fn is_address(name: &str) -> bool {
    if name == "dc:source" {
        return true;
    }
    let name = name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    let names = "comments docs icon favicon logo image img avatar banner_image base domain homepage relation scheme \
        resource about commentrss";
    ["href", "src", "url", "uri", "link"].iter().any(|ending| name.ends_with(ending))
        || names.split(' ').any(|own| own == name)
}

/// The scheme that a browser sees in an address, after it has read over what it reads over (URL Standard, section 4.4).
fn scheme(address: &str) -> Option<String> {
    let address =
        address.trim_start_matches(|character: char| character <= ' ').replace(['\t', '\n', '\r'], "");
    let scheme = address.split_once(':')?.0.to_ascii_lowercase();
    let is_name = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    (scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(is_name))
        .then_some(scheme)
}

/// Whether following the address shows a page, or begins a letter, and does nothing else. One without a scheme leads to
/// a page as well; one of the web without slashes looks absolute, and leads to another page wherever it is shown.
pub fn is_harmless(address: &str) -> bool {
    scheme(address).is_none_or(|scheme| match scheme.as_str() {
        "http" | "https" => address.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//")),
        scheme => scheme == "mailto",
    })
}

/// What of HTML is no fault beside what may stand in any.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MayStay {
    /// Nothing.
    Nothing,
    /// Names and looks of elements.
    Looks,
    /// Looks, and elements that no browser knows, without values of attributes, as in `Vec<T>`, and comments.
    UnknownElements,
}

/// What is wrong with HTML as browsers read it, in every place where a reader may put it, with and without scripts: the
/// first thing that runs, loads, covers or redirects. What a browser writes out again is judged too.
pub fn fault(html: &str, may_stay: MayStay) -> Option<String> {
    // Nothing else begins an element or a comment.
    if !html.contains('<') {
        return None;
    }
    if swallows(html) {
        return Some("hides what follows".to_owned());
    }
    let places = [("div", true), ("div", false), ("td", true), ("svg", true), ("template", false)];
    places.into_iter().find_map(|(position, scripting)| {
        let first = parse(html, position, scripting);
        let again = first.root_element().inner_html();
        let second = (again != html).then(|| parse(&again, position, scripting));
        let fault = [Some(first), second].iter().flatten().find_map(|tree| fault_of_tree(tree, may_stay));
        fault.map(|fault| format!("{fault} in <{position}>, with scripts {scripting}"))
    })
}

/// Whether a reader that shows another text behind this one would not show it, with any parser: some know only `-->` as the
/// end of a comment.
fn swallows(html: &str) -> bool {
    let shows = |html: &str| {
        let tree = parse(&format!("<h2>{html}</h2><h2>next</h2>"), "div", true);
        tree.root_element().text().collect::<String>().ends_with("next")
    };
    !shows(html) || !shows(&html.replace("--!>", "").replace("<!-->", "<!--").replace("<!--->", "<!--"))
}

fn parse(html: &str, position: &str, scripting: bool) -> Html {
    let namespace =
        if position == "svg" { "http://www.w3.org/2000/svg" } else { "http://www.w3.org/1999/xhtml" };
    let position = QualName::new(None, Namespace::from(namespace), LocalName::from(position));
    let tree_builder = TreeBuilderOpts { scripting_enabled: scripting, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let sink = HtmlTreeSink::new(Html::new_fragment());
    parse_fragment(sink, options, position, Vec::new(), scripting).one(html)
}

fn fault_of_tree(tree: &Html, may_stay: MayStay) -> Option<String> {
    let is_in = |list: &str, name: &str| list.split_ascii_whitespace().any(|own| own == name);
    tree.root_element().descendants().skip(1).find_map(|node| match node.value() {
        Node::Text(_) => None,
        Node::Comment(_) if may_stay == MayStay::UnknownElements => None,
        Node::Element(element)
            if may_stay == MayStay::UnknownElements
                && !is_in(ALIVE, element.name())
                && element.attrs().all(|(_, value)| value.is_empty()) =>
        {
            None
        }
        Node::Element(element) if !is_in(ELEMENTS, element.name()) => Some(format!("<{}>", element.name())),
        Node::Element(element) => element.attrs().find_map(|(name, value)| {
            let is_name = || (element.name(), name) == ("a", "name");
            let is_known =
                is_in(ATTRIBUTES, name) || may_stay != MayStay::Nothing && (is_in(LOOKS, name) || is_name());
            let is_picture = element.name() == "img" && name == "src" && is_picture(value);
            let is_fit = match name {
                "style" => is_harmless_style(value),
                "cite" | "href" | "poster" | "src" => is_harmless(value) || is_picture,
                _ => true,
            };
            (!is_known || !is_fit).then(|| format!("<{} {name}={value:?}>", element.name()))
        }),
        other => Some(format!("{other:?}")),
    })
}

/// Whether the address is a small picture of dots; one in SVG is a document that may hold scripts.
fn is_picture(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    ["gif", "jpeg", "png", "webp"].iter().any(|kind| address.starts_with(&format!("data:image/{kind}")))
}

/// Whether a style can load, run or cover nothing: words and numbers of harmless properties.
fn is_harmless_style(style: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || " #%.,;:()!-".contains(character);
    let words = [
        "url(", "expression(", "behavior", "binding", "image", "position", "content:", "filter", "--",
        "float",
    ];
    let lower = style.to_ascii_lowercase();
    let covers = |declaration: &str| {
        let (property, value) = declaration.split_once(':').unwrap_or_default();
        let has_unit = value.ends_with(|last: char| last == '%' || last.is_ascii_alphabetic());
        match property.trim() {
            "height" | "max-height" => true,
            "line-height" => has_unit && value.contains(|digit: char| digit.is_ascii_digit()),
            // Three digits are more than a line.
            property if property.starts_with("padding") => {
                value.split(|other: char| !other.is_ascii_digit()).any(|digits| digits.len() > 2)
            }
            _ => false,
        }
    };
    style.chars().all(is_plain)
        && !words.iter().any(|word| lower.contains(word))
        && !lower.split(';').any(covers)
}
