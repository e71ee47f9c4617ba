//! The statements of a function -> the values that it may return.

use super::{Reader, Value, closing};
use crate::config::generator::literals::Word;
use crate::record::holding;

impl<'a> Reader<'_, 'a> {
    /// What the function that begins here may return, its parameters standing for these values.
    pub(super) fn body(&mut self, arguments: &[Value]) -> Vec<Value> {
        for word in ["async", "function", "get"] {
            self.takes_name(word);
        }
        self.takes('*');
        // A name before the parameters is that of the function.
        if self.name(0).is_some() && self.is_sign(1, '(') {
            self.pass(1);
        }
        if self.is_sign(0, '(') {
            let end = closing(self.tokens, self.at);
            self.pass(1);
            let mut place = 0_usize;
            while self.at < end {
                let value = arguments.get(place).cloned().unwrap_or(Value::Other);
                self.bind(&value, end);
                self.takes(',');
                place = place.saturating_add(1);
            }
            self.at = end;
            self.pass(1);
        } else if let Some(name) = self.name(0) {
            let value = arguments.first().cloned().unwrap_or(Value::Other);
            self.scope.push((name, value));
            self.pass(1);
        }
        self.pass_type();
        if self.is_sign(0, '=') && self.is_sign(1, '>') {
            self.pass(2);
        }
        if !self.is_sign(0, '{') {
            return vec![self.value()];
        }
        let mut values = Vec::new();
        if self.block(&mut values) {
            values.push(Value::Undefined);
        }
        values
    }

    /// Passes over the type of what a function returns.
    pub(super) fn pass_type(&mut self) {
        if self.is_sign(0, ':') {
            while self.at < self.tokens.len()
                && !self.is_sign(0, '{')
                && !(self.is_sign(0, '=') && self.is_sign(1, '>'))
            {
                self.pass(1);
            }
        }
    }

    /// Lets the name or the pattern of names that stands here mean a value, and passes over a value of its own.
    fn bind(&mut self, value: &Value, end: usize) {
        if self.is_sign(0, '{') {
            let close = closing(self.tokens, self.at).min(end);
            self.pass(1);
            while self.at < close {
                let Some(key) = self.name(0) else {
                    self.pass(1);
                    continue;
                };
                let member = self.member(value, key);
                self.pass(1);
                match self.takes(':') {
                    true => self.bind(&member, close),
                    false => {
                        self.scope.push((key, member));
                        self.pass_over_default(close);
                    }
                }
                self.takes(',');
            }
            self.at = close;
            self.pass(1);
        } else if let Some(name) = self.name(0) {
            self.scope.push((name, value.clone()));
            self.pass(1);
        } else {
            self.at = self.pass_to(end);
            return;
        }
        self.pass_over_default(end);
    }

    /// Passes over the value that a name of a pattern has where nothing is said; then it may be that.
    fn pass_over_default(&mut self, end: usize) {
        if self.at < end && self.is_sign(0, '=') {
            if let Some((_, value)) = self.scope.last_mut() {
                *value = Value::Unknown;
            }
            self.at = self.pass_to(end);
        }
    }

    /// Where the next comma is that no bracket encloses, at most the end.
    fn pass_to(&self, end: usize) -> usize {
        let mut at = self.at;
        while at < end {
            match self.tokens.get(at).map(|token| &token.word) {
                Some(Word::Sign(',')) => return at,
                Some(Word::Sign('{' | '[' | '(')) => at = closing(self.tokens, at).saturating_add(1),
                _ => at = at.saturating_add(1),
            }
        }
        end
    }

    /// Reads the block that begins here; false where nothing behind it is reached.
    fn block(&mut self, values: &mut Vec<Value>) -> bool {
        let end = closing(self.tokens, self.at);
        self.pass(1);
        let mut goes_on = true;
        while goes_on && self.at < end {
            goes_on = self.statement(values);
        }
        self.at = end;
        self.pass(1);
        goes_on
    }

    /// Reads a statement; false where nothing behind it is reached.
    fn statement(&mut self, values: &mut Vec<Value>) -> bool {
        match self.word(0) {
            None => return false,
            Some(Word::Sign('{')) => return self.block(values),
            Some(Word::Sign(';' | '}')) => self.pass(1),
            Some(Word::Name("if")) => return self.condition(values),
            Some(Word::Name("return")) => {
                let line = self.tokens.get(self.at).map(|token| token.position.line);
                self.pass(1);
                let is_alone = matches!(self.word(0), None | Some(Word::Sign(';' | '}')))
                    || self.tokens.get(self.at).map(|token| token.position.line) != line;
                values.push(if is_alone { Value::Undefined } else { self.value() });
                return false;
            }
            Some(Word::Name("throw")) => return false,
            Some(Word::Name("for" | "while" | "switch" | "try" | "do" | "catch" | "finally")) => {
                return self.repeated(values);
            }
            Some(Word::Name("const" | "let" | "var")) => {
                self.pass(1);
                self.declaration();
            }
            Some(Word::Name("function")) => {
                if let Some(name) = self.name(1) {
                    self.scope.push((name, Value::Function(self.at)));
                }
                while self.at < self.tokens.len() && !self.is_sign(0, '{') {
                    self.pass(1);
                }
                self.at = closing(self.tokens, self.at);
                self.pass(1);
            }
            Some(_) => self.assignment(values),
        }
        true
    }

    /// A loop, or what else is not followed: where it returns something, that may be anything.
    fn repeated(&mut self, values: &mut Vec<Value>) -> bool {
        let start = self.at;
        self.pass(1);
        if self.is_sign(0, '(') {
            self.at = closing(self.tokens, self.at);
            self.pass(1);
        }
        let end = if self.is_sign(0, '{') { closing(self.tokens, self.at) } else { self.at };
        let words = self.tokens.get(start..end.max(self.at)).unwrap_or_default();
        let decides = words.iter().any(|token| match token.word {
            Word::Name(name) => name == "return" || holding::word_of(name).is_some(),
            _ => false,
        });
        if decides || !self.is_sign(0, '{') {
            values.push(Value::Unknown);
            return false;
        }
        self.at = end;
        self.pass(1);
        true
    }

    /// Names with their values.
    fn declaration(&mut self) {
        loop {
            let pattern = self.at;
            if self.is_sign(0, '{') || self.is_sign(0, '[') {
                self.at = closing(self.tokens, self.at);
            }
            self.pass(1);
            let end = self.at;
            let value = if self.takes('=') { self.value() } else { Value::Unknown };
            let behind = std::mem::replace(&mut self.at, pattern);
            self.bind(&value, end);
            self.at = behind;
            if !self.takes(',') {
                return;
            }
        }
    }

    /// A condition with what stands below it, and what stands below `else`.
    fn condition(&mut self, values: &mut Vec<Value>) -> bool {
        self.pass(1);
        let end = closing(self.tokens, self.at);
        self.pass(1);
        let truth = self.value().truth();
        self.at = end;
        self.pass(1);
        self.unsure = self.unsure.saturating_add(usize::from(truth.is_none()));
        let goes_on = self.branch(values, truth != Some(false));
        let goes_on = if self.takes_name("else") {
            let other = self.branch(values, truth != Some(true));
            match truth {
                Some(true) => goes_on,
                Some(false) => other,
                None => goes_on || other,
            }
        } else {
            goes_on || truth != Some(true)
        };
        self.unsure = self.unsure.saturating_sub(usize::from(truth.is_none()));
        goes_on
    }

    /// A statement that counts, or does not.
    fn branch(&mut self, values: &mut Vec<Value>, counts: bool) -> bool {
        if counts {
            return self.statement(values);
        }
        let scope = self.scope.clone();
        self.statement(&mut Vec::new());
        self.scope = scope;
        true
    }

    /// An expression; what is assigned to a name is its value from then on.
    fn assignment(&mut self, values: &mut Vec<Value>) {
        let start = self.at;
        self.value();
        if self.at == start {
            self.pass(1);
        }
        let target = self.tokens.get(start..self.at).unwrap_or_default();
        let is_changed = matches!(self.word(0), Some(Word::Sign('=' | '+' | '-' | '|' | '&' | '?')));
        if !is_changed || target.is_empty() {
            return;
        }
        while matches!(self.word(0), Some(Word::Sign('=' | '+' | '-' | '|' | '&' | '?'))) {
            self.pass(1);
        }
        let value = self.value();
        if let [token] = target
            && let Word::Name(name) = token.word
        {
            let value = if self.unsure > 0 { Value::Unknown } else { value };
            match self.scope.iter_mut().rev().find(|(own, _)| *own == name) {
                Some((_, own)) => *own = value,
                None => self.scope.push((name, value)),
            }
        // What changes the words of the article may hold it back.
        } else if target
            .iter()
            .any(|token| matches!(token.word, Word::Name(name) if holding::word_of(name).is_some()))
        {
            values.push(Value::Unknown);
        }
    }
}
