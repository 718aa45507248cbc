const table = `
coffee ☕ tea 🍵 teapot 🫖 hot_beverage ☕ bubble_tea 🧋 cup_with_straw 🥤 glass_of_milk 🥛 milk_glass 🥛 beer 🍺 wine_glass 🍷 tropical_drink 🍹 ice_cube 🧊
croissant 🥐 doughnut 🍩 cookie 🍪 cake 🍰 birthday 🎂 chocolate_bar 🍫 bagel 🥯 sandwich 🥪 pizza 🍕 apple 🍎 banana 🍌 honey_pot 🍯 bread 🍞
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️ no_entry ⛔ no_entry_sign 🚫
exclamation ❗ heavy_exclamation_mark ❗ question ❓ grey_question ❔ information_source ℹ️ bangbang ‼️ red_circle 🔴 large_green_circle 🟢
large_blue_circle 🔵 large_yellow_circle 🟡 large_orange_circle 🟠 white_circle ⚪ black_circle ⚫ new 🆕 ok 🆗 sos 🆘 heavy_plus_sign ➕ heavy_minus_sign ➖
bell 🔔 no_bell 🔕 alarm_clock ⏰ hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ timer_clock ⏲️ clock1 🕐 clock3 🕒 clock9 🕘 clock10 🕙
calendar 📆 date 📅 spiral_calendar_pad 🗓️ memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗 package 📦
receipt 🧾 moneybag 💰 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 trophy 🏆 medal 🏅 first_place_medal 🥇
second_place_medal 🥈 third_place_medal 🥉 scales ⚖️ game_die 🎲 dart 🎯 key 🔑 lock 🔒 unlock 🔓 gear ⚙️ wrench 🔧 hammer 🔨 bulb 💡 mag 🔍 fire 🔥
sparkles ✨ star ⭐ star2 🌟 zap ⚡ boom 💥 tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 rocket 🚀 rainbow 🌈 sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️
seedling 🌱 herb 🌿 leaves 🍃 four_leaf_clover 🍀 palm_tree 🌴 beach_with_umbrella 🏖️ airplane ✈️ train 🚆 bus 🚌 bike 🚲 runner 🏃 running 🏃
walking 🚶 dancer 💃 house 🏠 office 🏢 hospital 🏥 door 🚪 shopping_trolley 🛒 handbag 👜 eyes 👀 ear 👂 brain 🧠 speech_balloon 💬 thought_balloon 💭
wave 👋 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 pray 🙏 raised_hands 🙌 raised_hand ✋ raising_hand 🙋 muscle 💪 ok_hand 👌 point_right 👉
point_left 👈 point_up ☝️ point_down 👇 handshake 🤝 shrug 🤷 face_palm 🤦 v ✌️ crossed_fingers 🤞 writing_hand ✍️ bust_in_silhouette 👤 busts_in_silhouette 👥
smile 😄 smiley 😃 grinning 😀 grin 😁 laughing 😆 joy 😂 rofl 🤣 wink 😉 blush 😊 slightly_smiling_face 🙂 upside_down_face 🙃 relaxed ☺️
heart_eyes 😍 star-struck 🤩 thinking_face 🤔 neutral_face 😐 unamused 😒 sweat_smile 😅 sob 😭 cry 😢 disappointed 😞 worried 😟 scream 😱 angry 😠
rage 😡 sleeping 😴 zzz 💤 sunglasses 😎 nerd_face 🤓 partying_face 🥳 hugging_face 🤗 yum 😋 face_with_thermometer 🤒 robot_face 🤖 ghost 👻 wave_goodbye 👋
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 brown_heart 🤎 broken_heart 💔 100 💯
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁 twisted_rightwards_arrows 🔀 leftwards_arrow_with_hook ↩️ back 🔙
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟 mega 📣 loudspeaker 📢 lower_left_ballpoint_pen 🖊️
wastebasket 🗑️ file_folder 📁 page_facing_up 📄 inbox_tray 📥 outbox_tray 📤 email 📧 envelope ✉️ iphone 📱 computer 💻 headphones 🎧 camera 📷 books 📚
cat 🐱 dog 🐶 turtle 🐢 snail 🐌 bee 🐝 unicorn_face 🦄 penguin 🐧 sloth 🦥`

const words = table.trim().split(/\s+/)
/** The common shortcodes; an unknown one stays `:shortcode:`, as Slack shows it. */
const known = new Map(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ""]] : [])))

/**
 * The picture of a shortcode given without its colons, or undefined.
 * @param {string} name
 */
export const pictureOf = (name) => known.get(name.replace(/::skin-tone-\d$/, ""))

/** Finds shortcodes; `lastIndex` is the caller's. */
export const shortcode = () => /:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/y

/**
 * Plain text with its shortcodes as pictures, for places that cannot hold elements (options of a select, titles).
 * @param {string} text
 */
export const withPictures = (text) =>
  text.replace(/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/g, (whole, name) => pictureOf(name) ?? whole)
