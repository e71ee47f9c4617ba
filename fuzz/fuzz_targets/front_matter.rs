//! Front matter: see the law of the same name.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| feedmill_fuzz::laws::front_matter(bytes));
