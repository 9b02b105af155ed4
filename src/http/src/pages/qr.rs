//! QR codes as SVG, which a page needs no image for.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// The light border that readers need around a code, in modules.
const QUIET_ZONE: i32 = 4;

/// A code that is drawn.
pub(super) struct Drawing {
    /// Width and height, in modules.
    pub(super) size: i32,
    /// `d` of a path over all dark modules.
    pub(super) path: String,
}

/// Draws a text; nothing for one that no code can hold.
pub(super) fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // A text takes whatever is written to it.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE);
        }
    }
    Some(Drawing { size: code.size() + 2 * QUIET_ZONE, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_with_a_border_and_has_its_three_corners() {
        let drawing = draw("otpauth://totp/Acme:ada?secret=JBSWY3DPEHPK3PXP&issuer=Acme").unwrap();
        assert!(drawing.size >= 21 + 8, "{}", drawing.size);
        let last = drawing.size - QUIET_ZONE - 1;
        for (x, y) in [(QUIET_ZONE, QUIET_ZONE), (last, QUIET_ZONE), (QUIET_ZONE, last)] {
            assert!(drawing.path.contains(&format!("M{x} {y}h1")), "{x} {y}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_has_no_code() {
        assert!(draw(&"x".repeat(5000)).is_none());
    }
}
