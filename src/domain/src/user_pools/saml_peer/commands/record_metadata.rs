//! Metadata that were read are recorded.

use crate::{
    Command, Decision, Moment,
    user_pools::saml_peer::{MetadataRead, Said, SamlPeer},
};

/// Records what metadata say, if it is something else than what is known, or was said elsewhere.
pub struct RecordMetadata {
    /// The address they were at.
    pub source: String,
    /// What they say.
    pub said: Said,
}

impl Command for RecordMetadata {
    type Aggregate = SamlPeer;
    type Reply = ();

    fn decide(&self, peer: &SamlPeer, moment: &Moment) -> Decision<Self> {
        if let SamlPeer::Known(known) = peer
            && (&known.source, &known.said) == (&self.source, &self.said)
        {
            return Decision::accept([], ());
        }
        let (source, said) = (self.source.clone(), self.said.clone());
        Decision::accept([MetadataRead { source, said, at: moment.now }.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given};

    fn said(certificate: &str) -> Said {
        Said {
            entity_id: "https://idp.example.com".into(),
            sign_in_url: "https://idp.example.com/sso".into(),
            sign_out_url: None,
            certificates: vec![certificate.into()],
        }
    }

    fn record(source: &str, certificate: &str) -> RecordMetadata {
        RecordMetadata { source: source.into(), said: said(certificate) }
    }

    fn read(source: &str, certificate: &str) -> MetadataRead {
        MetadataRead { source: source.into(), said: said(certificate), at: Timestamp::default() }
    }

    #[test]
    fn metadata_are_recorded_when_they_say_something_new() {
        given([]).when(record("a", "one")).then([read("a", "one").into()], Ok(()));
        let past = || [read("a", "one").into()];
        given(past()).when(record("a", "one")).then([], Ok(()));
        given(past()).when(record("a", "two")).then([read("a", "two").into()], Ok(()));
        given(past()).when(record("b", "one")).then([read("b", "one").into()], Ok(()));
        assert_eq!(given::<SamlPeer>(past()).state(), SamlPeer::Known(read("a", "one")));
    }
}
