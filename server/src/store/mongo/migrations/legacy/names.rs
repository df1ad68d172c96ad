//! Names that must be unique from now on: the oldest keeps its own, the others get a number.

use std::collections::BTreeSet;

/// The names given so far, without regard to case.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Notes a name as given; `false` when it was given before.
    pub(super) fn note(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_lowercase())
    }

    /// The name itself, or, when it was given before, the first form with a number that was not.
    pub(super) fn give(&mut self, name: &str, numbered: fn(&str, u32) -> String) -> String {
        let mut given = name.to_owned();
        let mut number = 2;
        while !self.note(&given) {
            given = numbered(name, number);
            number += 1;
        }
        given
    }
}

/// `ada-2`.
pub(super) fn after(name: &str, number: u32) -> String {
    format!("{name}-{number}")
}

/// `ada+2@example.org`: still delivered to the same person where sub-addresses are (RFC 5233).
pub(super) fn sub_address(address: &str, number: u32) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{local}+{number}@{domain}"),
        None => after(address, number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_keeps_its_name_and_the_others_get_numbers() {
        let mut names = Names::default();
        names.note("ada-2");
        let given = ["Ada", "ada", "ADA"].map(|name| names.give(name, after));
        assert_eq!(given, ["Ada", "ada-3", "ADA-4"]);
        let mut addresses = Names::default();
        let given = ["a@b.c", "A@b.c"].map(|address| addresses.give(address, sub_address));
        assert_eq!(given, ["a@b.c", "A+2@b.c"]);
    }
}
