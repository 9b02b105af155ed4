//! SRP: a public number in hexadecimal, a password, a timestamp, a signature, a user's name. The numbers as they stand; and
//! a whole exchange with an honest client, whose answer is right, and with the same answer changed.

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::{
    power::{LEN, Residue, modulus},
    srp::{
        ChallengeAnswer, ClientPublic, Ephemeral, ServerPublic, Verifier, answer_is_right, canonical_salt,
        canonical_timestamp, challenge, make_verifier,
    },
};

use crate::input::{changed, checksum, parts, text};

const POOL: &str = "TestPool1";

pub(crate) fn run(data: &[u8]) {
    let [public, password, timestamp, signature, user] = parts(data);
    let [public, password, timestamp, signature, user] =
        [public, password, timestamp, signature, user].map(text);
    if let Some(canonical) = canonical_timestamp(&timestamp) {
        assert_eq!(canonical_timestamp(&canonical).as_ref(), Some(&canonical));
    }
    let client = ClientPublic::parse(&public);
    if let Ok(client) = &client {
        assert_eq!(ClientPublic::from_bytes(client.as_bytes()).as_ref(), Ok(client));
    }
    if let Ok(verifier) = Verifier::from_bytes(signature.as_bytes(), password.as_bytes()) {
        assert_eq!(Verifier::from_bytes(verifier.salt(), verifier.v()).as_ref(), Ok(&verifier));
    }
    // Powers cost a thousand times what reading does.
    let sum = checksum(data);
    if sum.is_multiple_of(4) {
        let answer = ChallengeAnswer {
            pool_name: POOL,
            user_id: &user,
            secret_block: password.as_bytes(),
            timestamp: &timestamp,
            signature: &signature,
        };
        exchange(&password, &answer, client.ok(), sum);
    }
}

fn exchange(password: &str, answer: &ChallengeAnswer<'_>, stranger: Option<ClientPublic>, sum: usize) {
    let salt = canonical_salt([u8::try_from(sum % 256).unwrap_or_default(); 16]);
    let verifier = make_verifier(POOL, answer.user_id, password, salt);
    let b = Ephemeral::from_bytes([u8::try_from(sum / 256 % 255).unwrap_or_default() + 1; 32]);
    let server = challenge(&verifier, &b);
    assert_eq!(ServerPublic::from_bytes(server.as_bytes()), server);
    let client = Client { secret: [u8::try_from(sum / 65536 % 255).unwrap_or_default() + 1; 32] };
    let public = ClientPublic::parse(&client.public()).expect("an honest client's number is one");
    let right = |client: &ClientPublic, answer: &ChallengeAnswer<'_>| {
        answer_is_right(&verifier, &b, &server, client, answer).is_ok()
    };
    assert!(!right(&stranger.unwrap_or(public.clone()), answer), "a signature out of the blue");
    let signature = client.signature(&server, &salt, password, answer);
    let honest = ChallengeAnswer { signature: &signature, ..*answer };
    assert!(right(&public, &honest), "the password {password:?} of {:?}", answer.user_id);
    assert!(!right(&public, &ChallengeAnswer { signature: &changed(&signature, sum), ..honest }));
    assert!(!right(&public, &ChallengeAnswer { timestamp: &format!("{} ", answer.timestamp), ..honest }));
    let other = client.signature(&server, &salt, &format!("{password}."), answer);
    assert!(!right(&public, &ChallengeAnswer { signature: &other, ..honest }));
}

/// The client's side, after the published clients: a, and what follows from it.
struct Client {
    secret: [u8; 32],
}

impl Client {
    fn public(&self) -> String {
        hex::encode(Residue::generator().power(&self.secret).as_bytes())
    }

    fn signature(
        &self,
        server: &ServerPublic,
        salt: &[u8],
        password: &str,
        answer: &ChallengeAnswer<'_>,
    ) -> String {
        let inner = digest(&SHA256, format!("{POOL}{}:{password}", answer.user_id).as_bytes());
        let x = digest(&SHA256, &[padded(salt), inner.as_ref().to_vec()].concat());
        let public = Residue::generator().power(&self.secret);
        let u = digest(&SHA256, &[padded(public.as_bytes()), padded(server.as_bytes())].concat());
        // S = (B - k g^x) ^ (a + u x), in two powers of the same base.
        let k = digest(&SHA256, &[padded(&modulus()), padded(&[2])].concat());
        let base = Residue::of(server.as_bytes())
            .plus(&negative(&Residue::of(k.as_ref()).times(&Residue::generator().power(x.as_ref()))));
        let secret = base.power(&self.secret).times(&base.power(u.as_ref()).power(x.as_ref()));
        let extracted = hmac256(&padded(u.as_ref()), &padded(secret.as_bytes()));
        let key = hmac256(extracted.as_ref(), b"Caldera Derived Key\x01");
        let parts =
            [POOL.as_bytes(), answer.user_id.as_bytes(), answer.secret_block, answer.timestamp.as_bytes()];
        STANDARD.encode(hmac256(&key.as_ref()[..16], &parts.concat()))
    }
}

fn hmac256(key: &[u8], data: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data)
}

/// As Java's `BigInteger` writes a number that is not negative.
fn padded(number: &[u8]) -> Vec<u8> {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let number = &number[start..];
    let zero = if number.first().is_none_or(|byte| *byte >= 0x80) { vec![0] } else { Vec::new() };
    [zero, number.to_vec()].concat()
}

/// The modulus less the number.
fn negative(number: &Residue) -> Residue {
    let (mut difference, mut borrow) = ([0_u8; LEN], false);
    for at in (0..LEN).rev() {
        let (less, under) = modulus()[at].overflowing_sub(number.as_bytes()[at]);
        let (less, under_again) = less.overflowing_sub(u8::from(borrow));
        (difference[at], borrow) = (less, under || under_again);
    }
    Residue::of(&difference)
}
