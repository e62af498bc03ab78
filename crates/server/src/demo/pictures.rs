//! The brand's pictures: painted at the start, so that nothing foreign is in the repository.

use super::canvas::{Canvas, Colour};

const WIDTH: u32 = 800;
const HEIGHT: u32 = 500;

const CREAM: Colour = [246, 239, 226];
const SAND: Colour = [228, 210, 178];
const INK: Colour = [32, 46, 58];
const RUST: Colour = [196, 98, 60];
const AMBER: Colour = [226, 158, 74];
const LEAF: Colour = [92, 132, 88];
const MOSS: Colour = [54, 92, 72];
const SKY: Colour = [188, 214, 220];
const WHITE: Colour = [255, 253, 248];

/// A picture of the library.
pub struct Picture {
    /// The name by which texts ask for it.
    pub name: &'static str,
    /// What it shows, in English, German and Spanish.
    pub alt: [&'static str; 3],
    paint: fn() -> Canvas,
}

/// Every picture.
pub const PICTURES: [Picture; 7] = [
    Picture {
        name: "garden",
        alt: [
            "Terraced tea fields on rolling hills under a pale morning sun",
            "Teefelder in Terrassen auf sanften Hügeln unter blasser Morgensonne",
            "Terrazas de té sobre colinas suaves bajo un sol pálido de mañana",
        ],
        paint: garden,
    },
    Picture {
        name: "leaves",
        alt: [
            "Five fresh tea leaves fanned out on cream paper",
            "Fünf frische Teeblätter, aufgefächert auf cremefarbenem Papier",
            "Cinco hojas de té frescas en abanico sobre papel crema",
        ],
        paint: leaves,
    },
    Picture {
        name: "cups",
        alt: [
            "Three cups of tea seen from above: pale green, amber and dark red",
            "Drei Tassen Tee von oben: hellgrün, bernsteinfarben und dunkelrot",
            "Tres tazas de té vistas desde arriba: verde pálido, ámbar y rojo oscuro",
        ],
        paint: cups,
    },
    Picture {
        name: "sunrise",
        alt: [
            "The sun comes up over a calm harbour; warehouses stand dark on the quay",
            "Die Sonne geht über einem ruhigen Hafen auf; am Kai stehen dunkle Speicher",
            "El sol sale sobre un puerto en calma; los almacenes, oscuros, junto al muelle",
        ],
        paint: sunrise,
    },
    Picture {
        name: "kettle",
        alt: [
            "A rust-red kettle on a table with steam rising from its spout",
            "Ein rostroter Wasserkessel auf einem Tisch, Dampf steigt aus der Tülle",
            "Un hervidor rojizo sobre una mesa, con vapor saliendo del pico",
        ],
        paint: kettle,
    },
    Picture {
        name: "box",
        alt: [
            "An open box with six round tea tins in six colours",
            "Eine offene Schachtel mit sechs runden Teedosen in sechs Farben",
            "Una caja abierta con seis latas redondas de té de seis colores",
        ],
        paint: tasting_box,
    },
    Picture {
        name: "desk",
        alt: [
            "A desk by a window with a laptop, a teapot and a full mug",
            "Ein Schreibtisch am Fenster mit Laptop, Teekanne und voller Tasse",
            "Un escritorio junto a la ventana con portátil, tetera y una taza llena",
        ],
        paint: desk,
    },
];

impl Picture {
    /// The file.
    pub fn png(&self) -> Vec<u8> {
        (self.paint)().png()
    }

    /// What it shows, in a post's language.
    pub fn alt(&self, language: &str) -> &'static str {
        match language {
            "de" => self.alt[1],
            "es" => self.alt[2],
            _ => self.alt[0],
        }
    }
}

fn garden() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, SKY, [250, 232, 204]);
    canvas.disc(600.0, 130.0, 92.0, WHITE, 0.35);
    canvas.disc(600.0, 130.0, 58.0, [252, 224, 160], 1.0);
    canvas.hill(240.0, 46.0, 150.0, 0.4, [150, 184, 170]);
    canvas.hill(300.0, 52.0, 118.0, 2.1, [112, 156, 128]);
    let greens: [Colour; 6] = [LEAF, [74, 116, 78], [98, 142, 88], [66, 106, 72], [88, 134, 80], MOSS];
    for (row, green) in greens.into_iter().enumerate() {
        let row = row as f32;
        canvas.hill(340.0 + row * 30.0, 30.0 - row * 2.0, 105.0 + row * 14.0, 1.0 + row * 0.22, green);
    }
    canvas
}

fn leaves() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, CREAM, SAND);
    canvas.disc(400.0, 620.0, 420.0, WHITE, 0.45);
    let fan: [(f32, f32, Colour); 5] = [
        (-2.55, 150.0, MOSS),
        (-2.06, 172.0, LEAF),
        (-1.57, 190.0, [122, 160, 96]),
        (-1.08, 172.0, LEAF),
        (-0.59, 150.0, MOSS),
    ];
    for (turned, length, green) in fan {
        let (sin, cos) = turned.sin_cos();
        let middle = [400.0 + cos * (length + 40.0), 430.0 + sin * (length + 40.0)];
        canvas.leaf(middle, [length, length * 0.3], turned, green, CREAM);
    }
    canvas.disc(400.0, 430.0, 16.0, RUST, 1.0);
    canvas
}

fn cups() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, [58, 82, 92], [36, 54, 66]);
    let teas: [(f32, f32, Colour); 3] =
        [(180.0, 270.0, [196, 206, 126]), (405.0, 220.0, AMBER), (630.0, 280.0, [150, 58, 40])];
    for (x, y, tea) in teas {
        canvas.disc(x + 8.0, y + 14.0, 122.0, [20, 32, 42], 0.45);
        canvas.disc(x, y, 120.0, SAND, 1.0);
        canvas.disc(x, y, 104.0, CREAM, 1.0);
        canvas.disc(x, y, 76.0, WHITE, 1.0);
        canvas.disc(x, y, 66.0, tea, 1.0);
        canvas.disc(x - 20.0, y - 22.0, 20.0, WHITE, 0.22);
        canvas.ring(x + 88.0, y + 34.0, 17.0, 9.0, WHITE);
    }
    canvas
}

fn sunrise() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, [86, 108, 140], [246, 188, 122]);
    canvas.disc(400.0, 310.0, 150.0, [255, 236, 190], 0.3);
    canvas.disc(400.0, 310.0, 92.0, [255, 222, 150], 1.0);
    canvas.block([0.0, 310.0], [800.0, 190.0], 0.0, [66, 92, 112]);
    for row in 0..7_u8 {
        let row = f32::from(row);
        let half = 150.0 - row * 17.0;
        canvas.stroke(
            [400.0 - half, 330.0 + row * 22.0],
            [400.0 + half, 330.0 + row * 22.0],
            5.0,
            [250, 206, 140],
        );
    }
    for (x, width, height) in [
        (0.0, 90.0, 120.0),
        (84.0, 70.0, 160.0),
        (150.0, 96.0, 96.0),
        (590.0, 84.0, 130.0),
        (668.0, 132.0, 172.0),
    ] {
        canvas.block([x, 312.0 - height], [width, height], 0.0, INK);
        canvas.paint([x, 312.0 - height - width / 2.0, x + width, 312.0 - height], INK, 1.0, |px, py| {
            (py - (312.0 - height - width / 2.0)) - (px - x - width / 2.0).abs()
        });
    }
    for (x, y) in
        [(30.0, 246.0), (108.0, 200.0), (196.0, 262.0), (622.0, 230.0), (700.0, 190.0), (744.0, 240.0)]
    {
        canvas.block([x, y], [14.0, 18.0], 2.0, AMBER);
    }
    canvas
}

fn kettle() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, [244, 232, 212], [232, 210, 176]);
    canvas.block([0.0, 392.0], [800.0, 108.0], 0.0, [150, 104, 74]);
    for (x, y, size) in
        [(232.0, 190.0, 16.0), (212.0, 150.0, 24.0), (236.0, 100.0, 32.0), (206.0, 44.0, 40.0)]
    {
        canvas.disc(x, y, size, WHITE, 0.6);
    }
    canvas.ring(440.0, 206.0, 98.0, 20.0, INK);
    canvas.stroke([330.0, 300.0], [246.0, 226.0], 36.0, RUST);
    canvas.disc(440.0, 310.0, 128.0, RUST, 1.0);
    canvas.block([312.0, 300.0], [256.0, 94.0], 34.0, RUST);
    canvas.disc(400.0, 272.0, 34.0, [232, 150, 110], 0.6);
    canvas.block([384.0, 178.0], [112.0, 22.0], 11.0, INK);
    canvas.disc(440.0, 168.0, 15.0, AMBER, 1.0);
    canvas.stroke([300.0, 396.0], [580.0, 396.0], 9.0, INK);
    canvas
}

fn tasting_box() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, [214, 224, 214], [186, 204, 196]);
    canvas.block([116.0, 72.0], [584.0, 384.0], 18.0, [96, 118, 112]);
    canvas.block([104.0, 56.0], [584.0, 384.0], 18.0, [168, 128, 92]);
    canvas.block([122.0, 74.0], [548.0, 348.0], 10.0, [122, 88, 62]);
    let tins: [Colour; 6] = [AMBER, RUST, LEAF, [210, 200, 168], [92, 124, 150], [146, 70, 82]];
    for (at, colour) in tins.into_iter().enumerate() {
        let (x, y) = (216.0 + (at % 3) as f32 * 180.0, 162.0 + (at / 3) as f32 * 172.0);
        canvas.disc(x + 5.0, y + 8.0, 74.0, [70, 48, 34], 0.6);
        canvas.disc(x, y, 74.0, colour, 1.0);
        canvas.ring(x, y, 62.0, 4.0, CREAM);
        canvas.leaf([x, y], [34.0, 13.0], -0.7, CREAM, colour);
    }
    canvas
}

fn desk() -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, [226, 226, 218], [208, 206, 196]);
    canvas.block([70.0, 40.0], [300.0, 250.0], 6.0, WHITE);
    canvas.block([84.0, 54.0], [272.0, 222.0], 2.0, SKY);
    canvas.disc(290.0, 120.0, 34.0, [252, 224, 160], 1.0);
    canvas.block([214.0, 54.0], [12.0, 222.0], 0.0, WHITE);
    canvas.block([0.0, 380.0], [800.0, 120.0], 0.0, [164, 120, 84]);
    canvas.block([250.0, 214.0], [270.0, 172.0], 10.0, INK);
    canvas.block([264.0, 228.0], [242.0, 144.0], 4.0, [120, 160, 168]);
    for row in 0..4_u8 {
        let y = 252.0 + f32::from(row) * 26.0;
        canvas.stroke([286.0, y], [430.0 - f32::from(row % 2) * 40.0, y], 9.0, [176, 204, 206]);
    }
    canvas.block([226.0, 382.0], [318.0, 14.0], 7.0, [60, 74, 86]);
    canvas.ring(720.0, 318.0, 34.0, 12.0, MOSS);
    canvas.stroke([620.0, 330.0], [570.0, 282.0], 20.0, MOSS);
    canvas.disc(660.0, 326.0, 66.0, MOSS, 1.0);
    canvas.disc(660.0, 258.0, 11.0, AMBER, 1.0);
    canvas.ring(178.0, 348.0, 22.0, 10.0, RUST);
    canvas.block([92.0, 304.0], [84.0, 88.0], 14.0, RUST);
    canvas.block([98.0, 304.0], [72.0, 12.0], 6.0, [120, 58, 34]);
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_a_picture_with_words_for_those_who_do_not_see_it() {
        for picture in &PICTURES {
            let file = picture.png();
            let read = image::load_from_memory(&file).expect("a PNG file");
            assert_eq!((read.width(), read.height()), (WIDTH, HEIGHT));
            assert!(file.len() < 400_000, "{} has {} bytes", picture.name, file.len());
            assert!(picture.alt.iter().all(|alt| alt.len() > 20));
        }
    }
}
