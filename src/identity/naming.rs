//! How a site lays out its records and names their addresses <-> `setting` lines: the generator, how names become parts of
//! addresses, the folders that these are counted from, and the values that the configuration sets for many records.
//!
//! Every part of [`Layout`] is named here, so that a new one asks whether ids depend on it.

use super::Settings;
use crate::config::categories::CategoryNames;
use crate::config::conventions::{Convention, Slug};
use crate::config::rewrites::Rewrites;
use crate::config::{Config, Input, Layout, Paths, Root};
use crate::record::defaults::Defaults;
use crate::record::{FieldNames, Meaning};

pub(super) const NAMING: &str = "input.naming";
const CATEGORIES: &str = "input.categories";
const REWRITES: &str = "input.rewrites";
const ROOT: &str = "input.root";
const DEFAULTS: &str = "defaults.";
const FOLDER: &str = "defaults_dir";
const ADDRESS: &str = "input.fields.address";
const SLUG: &str = "input.fields.slug";
const LANGUAGE: &str = "site.language";
const AUTHOR: &str = "site.author";

/// What stands for the generator of a site that has none.
const NONE: &str = "none";

/// The settings without those that have their default.
pub(super) fn of(config: &Config) -> Settings {
    let (mut settings, input) = (Settings::new(), &config.input);
    let mut add = |key: String, value: String, default: &str| {
        if value != default {
            settings.insert(key, value);
        }
    };
    let Layout { roots, .. } = &input.layout;
    add(NAMING.to_owned(), naming(input), &naming(&Input::default()));
    for Root { folder, language } in roots {
        add(format!("{ROOT} {folder}"), language.clone().unwrap_or_default(), "\0");
    }
    let fields = &input.fields;
    let rewrites = input.layout.rewrites.as_ref().map_or_else(String::new, |own| own.line());
    add(REWRITES.to_owned(), rewrites, "");
    add(CATEGORIES.to_owned(), input.layout.categories.line(), &CategoryNames::default().line());
    add(SLUG.to_owned(), fields.slug_key().to_owned(), FieldNames::standard().slug_key());
    add(ADDRESS.to_owned(), fields.addresses().join(" "), &FieldNames::standard().addresses().join(" "));
    let defaults = fields.defaults();
    add(FOLDER.to_owned(), defaults.folder.clone(), "");
    for (key, scope, value) in defaults.values(|key| enters_address(fields, key)) {
        add(format!("{DEFAULTS}{key} {scope}"), value, "\0");
    }
    let takes = |name: &str| {
        let mut patterns = input.permalinks.iter().map(|own| own.pattern.replace(":language", ""));
        patterns.any(|pattern| pattern.contains(name))
    };
    if takes(":lang") || takes(" | ") {
        add(LANGUAGE.to_owned(), config.site.language.clone().unwrap_or_default(), "");
    }
    if takes(":author") {
        add(AUTHOR.to_owned(), config.site.author.name.clone(), "");
    }
    settings
}

/// The generator, how it makes parts of addresses of names, and what else it does.
fn naming(input: &Input) -> String {
    let Layout {
        slug,
        rewrites: _,
        categories: _,
        keeps_case,
        reads_days,
        keeps_zones,
        prints_values,
        names_languages,
        roots: _,
        languages: _,
        has_companions: _,
        has_bundles: _,
        files: _,
        is_mdx: _,
        starts_on_day: _,
        has_templates: _,
    } = &input.layout;
    let flags = [
        (*keeps_case, "capitals"),
        (*reads_days, "days"),
        (*keeps_zones, "zones"),
        (*prints_values, "values"),
        (*names_languages, "languages"),
        (input.fields.defaults().names_categories, "categories"),
    ];
    let generator = input.convention.map_or(NONE, |convention| convention.generator);
    let flags = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag);
    [generator, slug.name()].into_iter().chain(flags).collect::<Vec<_>>().join(" ")
}

/// Makes the parts of a configuration their defaults.
pub(super) fn clear(config: &mut Config) {
    let defaults = Input::default();
    set_naming(&naming(&defaults), &mut config.input);
    config.input.layout.roots.clear();
    config.input.layout.rewrites = None;
    config.input.layout.categories = CategoryNames::default();
    let fields = &mut config.input.fields;
    let standard = FieldNames::standard();
    fields.name_slug(standard.slug_key());
    fields.name_addresses(&standard.addresses().iter().map(String::as_str).collect::<Vec<_>>());
    config.site.language = None;
}

/// Sets one of the settings; `None` where it is none of these, and false where its value is none that it can have.
pub(super) fn set(key: &str, value: &str, config: &mut Config) -> Option<bool> {
    let input = &mut config.input;
    let (name, scope) = key.split_once(' ').unwrap_or((key, ""));
    Some(match name {
        NAMING => set_naming(value, input),
        ROOT => {
            let language = Some(value.to_owned()).filter(|language| !language.is_empty());
            input.layout.roots.push(Root { folder: scope.to_owned(), language });
            true
        }
        REWRITES => {
            input.layout.rewrites = Rewrites::read(value).map(Box::new);
            input.layout.rewrites.is_some()
        }
        CATEGORIES => {
            let read = CategoryNames::read(value);
            let is_read = read.is_some();
            input.layout.categories = read.unwrap_or_default();
            is_read
        }
        SLUG => {
            input.fields.name_slug(value);
            true
        }
        ADDRESS => {
            input.fields.name_addresses(&value.split(' ').collect::<Vec<_>>());
            true
        }
        FOLDER => change_defaults(input, |defaults| {
            value.clone_into(&mut defaults.folder);
            true
        }),
        LANGUAGE => {
            config.site.language = Some(value.to_owned());
            true
        }
        AUTHOR => {
            value.clone_into(&mut config.site.author.name);
            true
        }
        _ => {
            let name = name.strip_prefix(DEFAULTS)?;
            change_defaults(input, |defaults| defaults.add_value(name, scope, value))
        }
    })
}

/// Sets what [`naming`] wrote.
fn set_naming(text: &str, input: &mut Input) -> bool {
    let mut words = text.split(' ');
    let (generator, slug) = (words.next().unwrap_or_default(), words.next().and_then(Slug::named));
    let convention = Convention::named(generator);
    let (Some(slug), true) = (slug, convention.is_some() || generator == NONE) else { return false };
    let flags: Vec<&str> = words.collect();
    let has = |flag: &str| flags.contains(&flag);
    input.convention = convention;
    input.layout.slug = slug;
    input.layout.keeps_case = has("capitals");
    input.layout.reads_days = has("days");
    input.layout.keeps_zones = has("zones");
    input.layout.prints_values = has("values");
    input.layout.names_languages = has("languages");
    if input.is_jekyll() != input.paths.is_jekyll() {
        input.paths = match input.is_jekyll() {
            true => Paths::Jekyll { folder: String::new(), collections: Vec::new() },
            false => Paths::Everywhere,
        };
    }
    change_defaults(input, |defaults| {
        defaults.names_categories = has("categories");
        true
    })
}

fn change_defaults(input: &mut Input, change: impl FnOnce(&mut Defaults) -> bool) -> bool {
    let mut defaults = input.fields.defaults().clone();
    let is_changed = change(&mut defaults);
    input.fields.set_defaults(defaults);
    is_changed
}

/// Whether the address or the id of an article can depend on a key of its record.
pub(super) fn enters_address(fields: &FieldNames, key: &str) -> bool {
    let meanings = [
        Meaning::Id,
        Meaning::Title,
        Meaning::Published,
        Meaning::Link,
        Meaning::Category,
        Meaning::Authors,
        Meaning::Language,
    ];
    let is = |own: &str| own.eq_ignore_ascii_case(key);
    ["permalink", "categories", "category"].into_iter().any(is)
        || is(fields.slug_key())
        || fields.addresses().iter().any(|own| is(own))
        || meanings.iter().any(|meaning| fields.keys(*meaning).iter().any(|own| is(own)))
}
