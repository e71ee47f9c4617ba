//! The configuration of a walk: a number for every key that a step can change, and the file that the numbers mean.

/// What a step can change in the configuration.
#[derive(Debug, Clone, Copy)]
pub enum Knob {
    Title,
    Url,
    Timezone,
    Language,
    Paths,
    Undated,
    Future,
    Permalink,
    Fields,
    Aliases,
    Rollup,
    Choice,
    Limit,
    Formats,
    Path,
    Content,
    Ttl,
    Extra,
    Filters,
}

impl Knob {
    pub const ALL: [Knob; 19] = [
        Knob::Title,
        Knob::Url,
        Knob::Timezone,
        Knob::Language,
        Knob::Paths,
        Knob::Undated,
        Knob::Future,
        Knob::Permalink,
        Knob::Fields,
        Knob::Aliases,
        Knob::Rollup,
        Knob::Choice,
        Knob::Limit,
        Knob::Formats,
        Knob::Path,
        Knob::Content,
        Knob::Ttl,
        Knob::Extra,
        Knob::Filters,
    ];

    /// What the key can be, the first at the beginning.
    fn choices(self) -> &'static [&'static str] {
        match self {
            Knob::Title => &["Weirs of the north", "Weirs of the south"],
            Knob::Url => &["https://example.org/", "https://example.org/weirs/"],
            Knob::Timezone => &["UTC", "Europe/Berlin", "America/St_Johns"],
            Knob::Language => &["", "\n  language: en"],
            Knob::Paths => &[
                "",
                "\n  paths: [articles]",
                "\n  paths: [articles, notes]\n  exclude: [articles/deep]",
                "\n  paths: [articles/*.md]",
                "\n  paths: [articles, nowhere]",
            ],
            Knob::Undated => &["skip", "ignore"],
            Knob::Future => &["hold", "publish"],
            Knob::Permalink => {
                &["", "\n  permalink: /:year/:title/", "\n  permalink: {diagnostics: /n/:slug}"]
            }
            Knob::Fields => &["", "\n  fields: {topics: [category]}", "\n  fields: {title: [excerpt]}"],
            Knob::Aliases => &["{}", "{Boats: Barges}", "{mills: Boats, Bread: Mills}"],
            Knob::Rollup => &["false", "true"],
            Knob::Choice => &[
                "",
                "\n  only: [Mills, boats]",
                "\n  except: [Mills]",
                "\n  title: \"{topic}: {site}\"\n  link: /t/{slug}/",
            ],
            Knob::Limit => &["4", "3", "5", "1", "50", "0"],
            Knob::Formats => &[
                "[rss, atom, json]",
                "[atom, json]",
                "[json]",
                "{rss: index.xml, atom: feed.atom, json: feed.json}",
            ],
            Knob::Path => &["topics/{slug}/{file}", "by/{slug}.{format}", "topics/{slug}/{file}"],
            Knob::Content => &["full", "excerpt"],
            Knob::Ttl => &["60", "0", "90"],
            Knob::Extra => &[
                "\n  extra: [{name: hot, title: Hot, order: heat, limit: 3}]",
                "\n  extra:\n    - {name: hot, title: Hot, order: heat, limit: 2, filter: {min_heat: 40}}\
                 \n    - {name: films, title: Films, order: quality, filter: {type: [video], language: [en]}}",
                "",
                "\n  extra: [{name: none, title: None, filter: {category: [none]}}]",
            ],
            Knob::Filters => &[
                "{}",
                "{min_quality: 40}",
                "{language: [en, de]}",
                "{since: 2020-05-08, until: 2020-05-20}",
                "{category: [news], type: [article]}",
            ],
        }
    }
}

/// Where feeds are written: what has to be known of earlier configurations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    formats: &'static str,
    path: &'static str,
}

/// A configuration by the numbers of its keys; every number means something.
#[derive(Debug, Clone)]
pub struct Settings([usize; Knob::ALL.len()]);

impl Settings {
    /// What a walk begins with.
    pub fn first() -> Settings {
        Settings([0; Knob::ALL.len()])
    }

    /// Gives a key another value.
    pub fn set(&mut self, knob: Knob, value: usize) {
        self.0[knob as usize] = value;
    }

    fn choice(&self, knob: Knob) -> &'static str {
        let choices = knob.choices();
        choices[self.0[knob as usize] % choices.len()]
    }

    /// Where this configuration puts feeds.
    pub fn places(&self) -> Places {
        Places { formats: self.choice(Knob::Formats), path: self.choice(Knob::Path) }
    }

    /// The text of `feedmill.yaml`.
    pub fn yaml(&self) -> String {
        let [title, url, timezone, language] =
            [Knob::Title, Knob::Url, Knob::Timezone, Knob::Language].map(|knob| self.choice(knob));
        let [paths, undated, future, permalink, fields] =
            [Knob::Paths, Knob::Undated, Knob::Future, Knob::Permalink, Knob::Fields]
                .map(|knob| self.choice(knob));
        let [aliases, rollup, choice, filters] =
            [Knob::Aliases, Knob::Rollup, Knob::Choice, Knob::Filters].map(|knob| self.choice(knob));
        let [limit, content, ttl, extra] =
            [Knob::Limit, Knob::Content, Knob::Ttl, Knob::Extra].map(|knob| self.choice(knob));
        let Places { formats, path } = self.places();
        format!(
            "site:\n  title: {title}\n  url: {url}\n  timezone: {timezone}{language}\n\
             input:\n  undated: {undated}\n  future: {future}{paths}{permalink}{fields}\n\
             topics:\n  files: [_data/topics/*.yaml]\n  aliases: {aliases}\n  rollup: {rollup}{choice}\n\
             feeds:\n  limit: {limit}\n  formats: {formats}\n  path: \"{path}\"\n  content: {content}\n  \
             ttl: {ttl}{extra}\nfilters: {filters}\n"
        )
    }
}

impl Places {
    /// The least configuration that writes to these places.
    pub fn yaml(&self) -> String {
        let Places { formats, path } = self;
        format!("site:\n  url: https://example.org/\nfeeds:\n  formats: {formats}\n  path: \"{path}\"\n")
    }
}

/// What the topics file can hold; nothing means that there is none.
pub const TOPICS_FILES: [Option<&str>; 6] = [
    Some("- {name: Boats, _id: boats-and-barges, parent: River}\n- {name: River, shortname: Barges}\n"),
    Some("- {name: BOATS}\n- {name: River, parent: Boats}\n"),
    None,
    Some("name: Mills\n_id: boats\n"),
    Some("- {name: Mills, parent: Nobody}\n- name: [\n"),
    Some("- {name: Bread, _id: boats, parent: Mills}\n- {_id: nameless}\n"),
];
