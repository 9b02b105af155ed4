//! Sealed texts: sessions of challenges, session tokens of STS, codes, refresh tokens; wrapped keys and keyed digests. A
//! purpose, then bytes, which are tried as a token and sealed into one.

use crypto::{
    jwe,
    seal::{DataKey, Mac, MasterKey, open_token, seal_token},
};

use crate::input::{changed, checksum, parts, text};

pub(crate) fn run(data: &[u8]) {
    let [purpose, bytes] = parts(data);
    let (purpose, token) = (text(purpose), text(bytes));
    let key = DataKey::from_bytes([7; 32]);
    for token in
        [token.as_ref(), &format!("eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiZGlyIn0..{token}")]
    {
        assert!(open_token(&key, &purpose, token).is_err() && jwe::open(&key, token).is_err());
    }
    assert!(key.open(purpose.as_bytes(), bytes).is_err());
    tokens(&key, &purpose, bytes, checksum(data));
    keys(purpose.as_bytes(), bytes);
}

fn tokens(key: &DataKey, purpose: &str, bytes: &[u8], at: usize) {
    let token = seal_token(key, purpose, bytes);
    assert_eq!(open_token(key, purpose, &token).as_deref(), Ok(bytes));
    assert!(open_token(key, &format!("{purpose}."), &token).is_err());
    assert!(open_token(key, purpose, &changed(&token, at)).is_err());
    assert!(open_token(key, purpose, &format!("{token}=")).is_err());

    let token = jwe::seal(key, bytes);
    assert_eq!(jwe::open(key, &token).as_deref(), Ok(bytes));
    assert!(jwe::open(key, &changed(&token, at)).is_err());
    assert!(open_token(key, purpose, &token).is_err());
}

fn keys(context: &[u8], bytes: &[u8]) {
    let master = MasterKey::from_bytes([9; 32]);
    assert!(master.unwrap(bytes, context).is_err());
    let wrapped = master.wrap(&DataKey::from_bytes([3; 32]), context);
    assert!(master.unwrap(&wrapped, context).is_ok());
    assert!(master.unwrap(&wrapped, &[context, b"."].concat()).is_err());

    let mac = Mac::new(&master.derive("fuzz", context));
    let digest = mac.of(&[context, bytes]);
    assert!(mac.verify(&[context, bytes], &digest));
    assert!(
        !mac.verify(&[&[context, bytes].concat()], &digest) && !mac.verify(&[context, bytes, b""], &digest)
    );
}
