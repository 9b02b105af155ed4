//! What clients' scripts tell of a device (the JSON inside `EncodedData`), and addresses.

use domain::user_pools::risk::{Fingerprint, in_ranges, network_of};

use crate::input::text;

/// Characters that are kept of each value.
const CHARS_MAX: usize = 256;

pub(crate) fn run(data: &[u8]) {
    let Fingerprint { device, software } = Fingerprint::of_json(data);
    for value in [device, software].into_iter().flatten() {
        assert!(!value.is_empty() && value.chars().count() <= CHARS_MAX, "{value}");
    }
    let address = text(data);
    if let Some(network) = network_of(&address) {
        assert!(in_ranges(&[network], &address), "{address} is not in its own network");
    }
}
