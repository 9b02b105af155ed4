//! An authority for development, made once and kept in the data folder: what trusts it once, goes on trusting the server after a restart.
//!
//! It can sign for the names of its server alone, so that its key, stolen, impersonates no other site to those who trust it.

use std::{
    io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Datelike, Months, Utc};
use crypto::seal::random_bytes;
use domain::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, GeneralSubtree, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, NameConstraints, SerialNumber, date_time_ymd,
};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use serde::{Deserialize, Serialize};

use super::{Names, TlsFault};
use crate::files;

/// In the data folder.
const FOLDER: &str = "tls";
/// The authority with its key.
const KEPT: &str = "authority.json";
/// Its certificate, for those who are to trust it.
const CERTIFICATE: &str = "authority.pem";
/// For how long an authority is good: whoever trusts one should not have to do so every year.
const GOOD_FOR: Months = Months::new(120);
/// An authority that ends so soon is replaced at a start.
const REPLACED_BEFORE: Months = Months::new(3);

/// Signs certificates of servers.
pub(super) struct Authority {
    pub(super) issuer: Issuer<'static, KeyPair>,
    pub(super) certificate: CertificateDer<'static>,
}

/// What is kept of an authority.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    names: Names,
    ends_at: DateTime<Utc>,
    /// PEM
    certificate: String,
    /// PEM
    key: String,
}

impl Authority {
    /// The authority of a data folder, and the file of its certificate. Another is made where there is none, where it ends soon, and where
    /// it is not for these names.
    pub(super) fn keep(data: &Path, names: &Names, now: Timestamp) -> Result<(Self, PathBuf), TlsFault> {
        let (folder, now) = (data.join(FOLDER), moment(now));
        files::own_folder(&folder)?;
        let path = folder.join(KEPT);
        let good = read(&path)?.filter(|kept| kept.names == *names && kept.ends_at > now + REPLACED_BEFORE);
        let kept = match good {
            Some(kept) => kept,
            None => make(&path, names, now)?,
        };
        let certificate = folder.join(CERTIFICATE);
        files::write_public(&certificate, &kept.certificate)?;
        Ok((kept.open(&path)?, certificate))
    }
}

impl Kept {
    fn open(&self, path: &Path) -> Result<Authority, TlsFault> {
        let wrong = |error: &dyn ToString| TlsFault::NotAnAuthority(path.to_owned(), error.to_string());
        let key = KeyPair::from_pem(&self.key).map_err(|error| wrong(&error))?;
        let certificate =
            CertificateDer::from_pem_slice(self.certificate.as_bytes()).map_err(|error| wrong(&error))?;
        Ok(Authority { issuer: Issuer::new(parameters(&self.name), key), certificate })
    }
}

fn read(path: &Path) -> Result<Option<Kept>, TlsFault> {
    let text = match files::read_private(path) {
        Err(files::FileFault::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let kept = serde_json::from_str(&text);
    kept.map(Some).map_err(|error| TlsFault::NotAnAuthority(path.to_owned(), error.to_string()))
}

fn make(path: &Path, names: &Names, now: DateTime<Utc>) -> Result<Kept, TlsFault> {
    let id = hex::encode(random_bytes::<4>());
    let (name, ends_at) = (format!("Recognito for development {id}"), now + GOOD_FOR);
    let hosts = names.hosts.iter().map(|host| GeneralSubtree::DnsName(host.clone()));
    let addresses = names.addresses.iter().map(|address| {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(*address, bits))
    });
    let mut parameters = parameters(&name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.serial_number = Some(serial());
    parameters.name_constraints = Some(NameConstraints {
        permitted_subtrees: hosts.chain(addresses).collect(),
        excluded_subtrees: Vec::new(),
    });
    between(&mut parameters, now, ends_at);
    let key = KeyPair::generate()?;
    let certificate = parameters.self_signed(&key)?.pem();
    let kept = Kept { name, names: names.clone(), ends_at, certificate, key: key.serialize_pem() };
    let text = serde_json::to_string_pretty(&kept)
        .map_err(|error| TlsFault::NotAnAuthority(path.to_owned(), error.to_string()))?;
    files::write_private(path, &text)?;
    Ok(kept)
}

/// What the certificate of an authority and those that it signs have to agree on.
fn parameters(name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters
}

/// From the day before, as clocks differ, to the day of the end.
pub(super) fn between(parameters: &mut CertificateParams, from: DateTime<Utc>, until: DateTime<Utc>) {
    let day = |at: DateTime<Utc>| {
        let small = |part: u32| u8::try_from(part).unwrap_or(1);
        date_time_ymd(at.year(), small(at.month()), small(at.day()))
    };
    parameters.not_before = day(from - chrono::Days::new(1));
    parameters.not_after = day(until);
}

/// Two certificates of an authority never have the same.
pub(super) fn serial() -> SerialNumber {
    let mut bytes = random_bytes::<16>();
    // A positive number of the full length.
    bytes[0] = bytes[0] & 0x3f | 0x40;
    SerialNumber::from_slice(&bytes)
}

pub(super) fn moment(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.ms()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    const DAY: i64 = 24 * 60 * 60;
    const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

    fn kept(data: &Path, names: &Names, now: Timestamp) -> Result<(Vec<u8>, String), TlsFault> {
        let (authority, file) = Authority::keep(data, names, now)?;
        Ok((authority.certificate.to_vec(), fs::read_to_string(file).unwrap()))
    }

    #[test]
    fn an_authority_stays_over_restarts_until_it_ends_soon_or_the_names_are_others() {
        let data = tempfile::tempdir().unwrap();
        let names = Names::of_this_machine("localhost");
        let at = |days: i64| kept(data.path(), &names, NOW.plus_seconds(days * DAY)).unwrap();
        let first = at(0);
        assert_eq!((at(1), at(9 * 365)), (first.clone(), first.clone()));
        let renewed = at(10 * 365 - 60);
        assert_ne!(renewed, first);
        assert_eq!(at(11 * 365), renewed);
        let others = kept(data.path(), &names.clone().with("id.example.com"), NOW).unwrap();
        assert_ne!(others, renewed);
    }

    #[test]
    fn the_key_is_its_owners_alone_and_refused_where_others_may_have_read_it() {
        let data = tempfile::tempdir().unwrap();
        let names = Names::of_this_machine("localhost");
        kept(data.path(), &names, NOW).unwrap();
        let path = data.path().join(FOLDER).join(KEPT);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&data.path().join(FOLDER))), (0o600, 0o700));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = kept(data.path(), &names, NOW).unwrap_err();
        assert!(refused.to_string().contains("authority.json can be read by others"), "{refused}");
        assert_eq!(mode(&path), 0o640, "it is not closed quietly");
    }

    #[test]
    fn what_is_no_authority_is_refused_by_its_path() {
        let data = tempfile::tempdir().unwrap();
        let names = Names::of_this_machine("localhost");
        kept(data.path(), &names, NOW).unwrap();
        let path = data.path().join(FOLDER).join(KEPT);
        let text = fs::read_to_string(&path).unwrap();
        for broken in [String::new(), "{}".to_owned(), text.replace("BEGIN PRIVATE", "BEGIN NO")] {
            files::write_private(&path, &broken).unwrap();
            let refused = kept(data.path(), &names, NOW).unwrap_err().to_string();
            assert!(refused.contains("authority.json") && refused.contains("remove it"), "{refused}");
            assert!(!refused.contains("MIG"), "no key in an error: {refused}");
        }
    }
}
