//! Forms of attack upon the readers of a feed, sorted by what they abuse. Where one of them is put in a text, or in the
//! place of an address, what comes out must not run; `attack()` is what would.
//!
//! The cleaner's own tests read these tables as well.

mod addresses;
mod foreign;
mod handlers;
mod markdown;
mod openers;
mod page;
mod tangled;

/// The forms by what they abuse.
pub const TABLES: [(&str, &[&str]); 15] = [
    ("programs", handlers::PROGRAMS),
    ("handlers", handlers::HANDLERS),
    ("addresses", addresses::ADDRESSES),
    ("bare addresses", addresses::BARE),
    ("frames", page::FRAMES),
    ("forms", page::FORMS),
    ("page", page::PAGE),
    ("names", page::NAMES),
    ("foreign", foreign::FOREIGN),
    ("ends", tangled::ENDS),
    ("tags", tangled::TAGS),
    ("openers", openers::OPENERS),
    ("bare ids", addresses::IDS),
    ("markdown", markdown::MARKDOWN),
    ("liquid", markdown::LIQUID),
];

/// All forms.
pub fn all() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|(_, forms)| forms.iter().copied())
}
