//! The lists of an entry or a head while extensions are read: they take persons and categories only where the
//! feed itself named none.

use std::collections::BTreeSet;

use crate::model::{Category, Person};
use crate::ordered::CollectOrdered;

/// What the lists hold, and whether they may be filled.
pub(super) struct Lists {
    takes_authors: bool,
    takes_categories: bool,
    terms: BTreeSet<String>,
    people: BTreeSet<(String, Option<String>)>,
    /// The categories to add.
    pub(super) categories: Vec<Category>,
}

impl Lists {
    pub(super) fn of(authors: &[Person], categories: &[Category]) -> Lists {
        let mut lists = Lists {
            takes_authors: authors.is_empty(),
            takes_categories: categories.is_empty(),
            terms: categories.iter().map(|category| category.term.clone()).collect_set(),
            people: BTreeSet::new(),
            categories: Vec::new(),
        };
        authors.iter().for_each(|author| lists.meet(author));
        lists
    }

    /// After the better sources the lesser ones fill only what is still empty.
    pub(super) fn close(&mut self, authors: &[Person]) {
        self.takes_authors &= authors.is_empty();
    }

    /// Takes a category where there were none; says whether it is there.
    pub(super) fn category(&mut self, category: Category) -> bool {
        if category.term.is_empty() {
            return true;
        }
        if self.takes_categories {
            self.terms.insert(category.term.clone());
            self.categories.push(category);
            return true;
        }
        self.terms.contains(&category.term)
    }

    /// Takes words with commas between them.
    pub(super) fn keywords(&mut self, text: &str) -> bool {
        let mut all_said = true;
        for term in text.split(',') {
            all_said &= self.category(Category { term: term.trim().to_owned(), ..Category::default() });
        }
        all_said
    }

    /// Takes a person where there was nobody; says whether the person is there.
    pub(super) fn person(&mut self, authors: &mut Vec<Person>, person: Person) -> bool {
        if person == Person::default() {
            return true;
        }
        let said = self.people.contains(&(person.name.clone(), person.email.clone()));
        if self.takes_authors && !said {
            self.meet(&person);
            authors.push(person);
            return true;
        }
        said
    }

    fn meet(&mut self, person: &Person) {
        self.people.insert((person.name.clone(), None));
        self.people.insert((person.name.clone(), person.email.clone()));
    }
}
