//! What a text loses when it is cleaned, though a person who reads the page sees it.

/// Something that was dropped whole, without a link or an image in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What it was.
    pub kind: LossKind,
    /// The number of lines in the text before it.
    pub line: usize,
}

/// The kinds of losses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// An inline SVG, of which only words stay.
    Drawing,
    /// An embedded page that has no URL which a person could open.
    Embed,
    /// An image without a usable URL.
    Image,
    /// An image whose file the site serves under a name that only its own build knows.
    File,
}

impl LossKind {
    /// What is lost, and what to do.
    pub fn message(self) -> &'static str {
        match self {
            LossKind::Drawing => {
                "a feed cannot show inline SVG; its title or text stands for it: use an image file"
            }
            LossKind::Embed => "an embedded page without a usable URL is left out; link to it",
            LossKind::Image => "an image without a usable URL is left out",
            LossKind::File => {
                "an image is left out: its file is served under a name that only the build of the site knows; \
                 put it where the site serves it as it is"
            }
        }
    }
}
