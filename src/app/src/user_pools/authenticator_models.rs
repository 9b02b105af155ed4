//! What authenticators are called, by the number of their model (AAGUID), for users to tell their passkeys apart. Those that are most used;
//! nothing depends on them.

/// A passkey of an authenticator that does not tell its model, or of another one.
const UNKNOWN: &str = "Passkey";

const NAMES: &[(u128, &str)] = &[
    (0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd, "iCloud Keychain"),
    (0xdd4e_c289_e01d_41c9_bb89_70fa_845d_4bf2, "iCloud Keychain (Managed)"),
    (0xea9b_8d66_4d01_1d21_3ce4_b6b4_8cb5_75d4, "Google Password Manager"),
    (0xadce_0002_35bc_c60a_648b_0b25_f1f0_5503, "Chrome on Mac"),
    (0x0898_7058_cadc_4b81_b6e1_30de_50dc_be96, "Windows Hello"),
    (0x9ddd_1817_af5a_4672_a2b9_3e3d_d950_00a9, "Windows Hello"),
    (0x6028_b017_b1d4_4c02_b4b3_afcd_afc9_6bb2, "Windows Hello"),
    (0xbada_5566_a7aa_401f_bd96_4561_9a55_120d, "1Password"),
    (0xd548_826e_79b4_db40_a3d8_1111_6f7e_8349, "Bitwarden"),
    (0x5311_26d6_e717_415c_9320_3d9a_a698_1239, "Dashlane"),
    (0xfdb1_41b2_5d84_443e_8a35_4698_c205_a502, "KeePassXC"),
    (0x5072_6f74_6f6e_5061_7373_5072_6f74_6f6e, "Proton Pass"),
];

/// The name of a model.
pub(super) fn name(model: [u8; 16]) -> &'static str {
    let model = u128::from_be_bytes(model);
    NAMES.iter().find_map(|(number, name)| (*number == model).then_some(*name)).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_has_one_name_and_any_other_is_a_passkey() {
        let numbers: std::collections::BTreeSet<_> = NAMES.iter().map(|(number, _)| number).collect();
        assert_eq!(numbers.len(), NAMES.len());
        assert_eq!(name(*b"ProtonPassProton"), "Proton Pass");
        assert_eq!(name(*b"ProtonPassProtox"), UNKNOWN);
        assert_eq!(name([0; 16]), UNKNOWN);
        assert_eq!(name(0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd_u128.to_be_bytes()), "iCloud Keychain");
    }
}
