//! A small painter: shapes with soft edges on a picture.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};

/// Red, green, blue.
pub type Colour = [u8; 3];

/// A picture being painted. Coordinates are pixels from the upper left corner.
pub struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A picture that runs from one colour above to another below.
    pub fn new(width: u32, height: u32, above: Colour, below: Colour) -> Self {
        let mut pixels = Vec::with_capacity((width * height * 3) as usize);
        for y in 0..height {
            let share = y as f32 / (height - 1).max(1) as f32;
            let row = [0, 1, 2].map(|part| mix(above[part], below[part], share));
            for _ in 0..width {
                pixels.extend_from_slice(&row);
            }
        }
        Self { width, height, pixels }
    }

    /// Paints where `depth` is positive: how far inside the shape a point lies, in pixels. Nothing outside of the box
    /// (left, top, right, bottom) is asked for.
    pub fn paint(
        &mut self,
        bounds: [f32; 4],
        colour: Colour,
        strength: f32,
        depth: impl Fn(f32, f32) -> f32,
    ) {
        let clip = |value: f32, most: u32| (value.max(0.0) as u32).min(most);
        let (left, top) = (clip(bounds[0], self.width), clip(bounds[1], self.height));
        let (right, bottom) = (clip(bounds[2] + 1.0, self.width), clip(bounds[3] + 1.0, self.height));
        for y in top..bottom {
            for x in left..right {
                let cover = (depth(x as f32, y as f32) + 0.5).clamp(0.0, 1.0) * strength;
                if cover > 0.0 {
                    let at = ((y * self.width + x) * 3) as usize;
                    for (pixel, part) in self.pixels[at..at + 3].iter_mut().zip(colour) {
                        *pixel = mix(*pixel, part, cover);
                    }
                }
            }
        }
    }

    /// A disc.
    pub fn disc(&mut self, x: f32, y: f32, radius: f32, colour: Colour, strength: f32) {
        self.paint([x - radius, y - radius, x + radius, y + radius], colour, strength, |px, py| {
            radius - ((px - x) * (px - x) + (py - y) * (py - y)).sqrt()
        });
    }

    /// A ring.
    pub fn ring(&mut self, x: f32, y: f32, radius: f32, thick: f32, colour: Colour) {
        let reach = radius + thick;
        self.paint([x - reach, y - reach, x + reach, y + reach], colour, 1.0, |px, py| {
            thick / 2.0 - (((px - x) * (px - x) + (py - y) * (py - y)).sqrt() - radius).abs()
        });
    }

    /// A rectangle with round corners, by its upper left corner.
    pub fn block(&mut self, at: [f32; 2], size: [f32; 2], round: f32, colour: Colour) {
        let (half_w, half_h) = (size[0] / 2.0, size[1] / 2.0);
        let (x, y) = (at[0] + half_w, at[1] + half_h);
        self.paint([at[0], at[1], at[0] + size[0], at[1] + size[1]], colour, 1.0, |px, py| {
            let dx = ((px - x).abs() - half_w + round).max(0.0);
            let dy = ((py - y).abs() - half_h + round).max(0.0);
            round - (dx * dx + dy * dy).sqrt()
        });
    }

    /// A stroke with round ends.
    pub fn stroke(&mut self, from: [f32; 2], to: [f32; 2], thick: f32, colour: Colour) {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = (dx * dx + dy * dy).max(1.0);
        let half = thick / 2.0;
        let bounds = [
            from[0].min(to[0]) - half,
            from[1].min(to[1]) - half,
            from[0].max(to[0]) + half,
            from[1].max(to[1]) + half,
        ];
        self.paint(bounds, colour, 1.0, |px, py| {
            let along = (((px - from[0]) * dx + (py - from[1]) * dy) / length).clamp(0.0, 1.0);
            let (ox, oy) = (px - from[0] - along * dx, py - from[1] - along * dy);
            half - (ox * ox + oy * oy).sqrt()
        });
    }

    /// Everything below a wave.
    pub fn hill(&mut self, base: f32, height: f32, length: f32, shift: f32, colour: Colour) {
        let edge: Vec<f32> = (0..self.width)
            .map(|x| {
                let turn = x as f32 / length + shift;
                base - height * (turn.sin() * 0.7 + (turn * 2.3).sin() * 0.3)
            })
            .collect();
        let bounds = [0.0, base - height, self.width as f32, self.height as f32];
        self.paint(bounds, colour, 1.0, |px, py| py - edge[(px as usize).min(edge.len() - 1)]);
    }

    /// A leaf with its rib: middle, half length, half width, turned by so many radians.
    pub fn leaf(&mut self, middle: [f32; 2], half: [f32; 2], turned: f32, colour: Colour, rib: Colour) {
        let (sin, cos) = turned.sin_cos();
        let reach = half[0].max(half[1]);
        let [x, y] = middle;
        self.paint([x - reach, y - reach, x + reach, y + reach], colour, 1.0, |px, py| {
            let along = ((px - x) * cos + (py - y) * sin) / half[0];
            let across = (py - y) * cos - (px - x) * sin;
            half[1] * (1.0 - along * along) * (1.0 - 0.25 * along) - across.abs()
        });
        let tip = |share: f32| [x + cos * half[0] * share, y + sin * half[0] * share];
        self.stroke(tip(-1.08), tip(0.86), half[1] * 0.07, rib);
    }

    /// The picture as a PNG file; empty only if the encoder fails.
    pub fn png(self) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let picture = RgbImage::from_raw(self.width, self.height, self.pixels);
        let written = picture.map(|picture| picture.write_to(&mut file, ImageFormat::Png));
        if matches!(written, Some(Ok(()))) { file.into_inner() } else { Vec::new() }
    }
}

fn mix(from: u8, to: u8, share: f32) -> u8 {
    (f32::from(from) + (f32::from(to) - f32::from(from)) * share + 0.5) as u8
}
