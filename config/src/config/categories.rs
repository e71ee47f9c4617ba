//! How the names of categories look in the addresses of a site of Hexo, <-> one line for `feedmill.pins`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What becomes of names of categories in addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryNames {
    /// What stands for the category of an article that has none, as it is.
    pub default: String,
    /// What some categories are called there, by their names.
    pub names: BTreeMap<String, String>,
    /// Which letters names have.
    pub case: Case,
}

/// Which letters names have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Case {
    /// Those that are written.
    #[default]
    Kept,
    /// Small ones.
    Lower,
    /// Capitals.
    Upper,
}

impl Default for CategoryNames {
    fn default() -> CategoryNames {
        let default = "uncategorized".to_owned();
        CategoryNames { default, names: BTreeMap::new(), case: Case::Kept }
    }
}

impl CategoryNames {
    /// The same in one line, which [`CategoryNames::read`] reads.
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a line says; `None` where it is none.
    pub fn read(line: &str) -> Option<CategoryNames> {
        serde_json::from_str(line).ok()
    }

    /// What a category is called in addresses, before it becomes a part of one.
    pub fn name<'n>(&'n self, own: &'n str) -> &'n str {
        self.names.get(own).map_or(own, String::as_str)
    }

    /// A part of an address in the letters that names have.
    pub fn cased(&self, part: String) -> String {
        match self.case {
            Case::Kept => part,
            Case::Lower => part.to_lowercase(),
            Case::Upper => part.to_uppercase(),
        }
    }
}
