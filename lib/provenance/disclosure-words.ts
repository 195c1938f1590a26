/**
 * The words of one language in which people say that what they post was made by a machine. All folded: NFKC, lower
 * case, apostrophes straight. A word may be several, with single spaces; in languages written without spaces it may be any
 * run of letters.
 */
export interface DisclosureWords {
  /** The machine: `ai`. Names of programs are the same everywhere (`PROGRAMS`). */
  readonly machine: readonly string[];
  /** That something was made: `made`, `generated`, and compounds that name the machine too go under `both`. */
  readonly made: readonly string[];
  /** Words that say both at once: `ki-generiert` is two, `нейроарт` is one. */
  readonly both: readonly string[];
  /** What was made: `image`, `song`. */
  readonly things: readonly string[];
  /** Everything else that such a sentence may hold: `this`, `was`, `with`, `entirely`. */
  readonly around: readonly string[];
  /** A sentence that begins with one of these asks, with or without a question mark. */
  readonly asks: readonly string[];
}

/** Programs that make pictures, films, voices or music, in their own spelling; a version may follow. */
export const PROGRAMS: readonly string[] = [
  'midjourney', 'stable diffusion', 'stablediffusion', 'sdxl', 'dall e', 'dalle', 'comfyui', 'automatic1111', 'novelai', 'niji', 'nijijourney',
  'leonardo ai', 'adobe firefly', 'ideogram', 'chatgpt', 'gpt', 'gpt 4o', 'bing image creator', 'nano banana', 'grok imagine', 'imagen', 'veo',
  'sora', 'runway', 'runwayml', 'pika labs', 'kling', 'kling ai', 'luma dream machine', 'suno', 'suno ai', 'udio', 'heygen', 'elevenlabs', 'grok', 'gemini', 'flux',
];

/** Tags by which makers file what they made with a machine, folded, without the `#`. */
export const DISCLOSING_TAGS: ReadonlySet<string> = new Set([
  'aiart', 'aiartwork', 'aiartist', 'aiartcommunity', 'aiartgallery', 'aigenerated', 'aigeneratedart', 'aigeneratedimage', 'aigeneratedvideo', 'aiphotography',
  'aiillustration', 'aivideo', 'aimusic', 'aiimage', 'madewithai', 'createdwithai', 'madewithmidjourney', 'midjourneyart', 'midjourneyartwork', 'dalleart', 'dalle3art',
  'stablediffusionart', 'fluxart', 'nijijourney', 'sunoai', 'kikunst', 'kigeneriert', 'kibild', 'mitkierstellt', 'mitkigeneriert', 'artia', 'artegeneradoporia',
  'hechoconia', 'creadoconia', 'generadoconia', 'generadoporia', 'imagengeneradaporia', 'feitocomia', 'criadocomia', 'geradoporia', 'arteia', 'artecomia',
  'fattoconia', 'creatoconlia', 'generatodaia', 'artegenerataia', 'genereparia', 'genereparlia', 'faitaveclia', 'imageia', 'gemaaktmetai', 'aikunst', 'aigegenereerd',
  'stworzoneprzezai', 'wygenerowaneprzezai', 'sztukaai', 'yapayzekailehazırlandı', 'yapayzekasanatı', 'нейроарт', 'нейроискусство', 'сгенерированонейросетью',
  'нарисовалинейросети', 'aiイラスト', 'aiアート', 'ai生成', 'ai生成画像', 'ai画像', 'ai绘画', 'ai繪圖', 'ai绘图', 'ai作画', 'ai生成图片', 'ai그림', 'ai아트', 'ai생성', 'ai일러스트',
  'صورة_ذكاء_اصطناعي', 'فن_الذكاء_الاصطناعي', 'gambarai', 'dibuatdenganai', 'buatanai',
]);

const THINGS_EVERYWHERE = ['video', 'art', 'clip', 'gif', 'audio', 'avatar', 'cover'];

export const DISCLOSURE_WORDS: Readonly<Record<string, DisclosureWords>> = {
  en: {
    machine: ['ai', 'a.i.', 'artificial intelligence', 'generative ai', 'gen ai', 'genai', 'an ai', 'ai tools', 'an ai tool', 'ai image generator', 'an ai image generator'],
    made: ['made', 'created', 'generated', 'produced', 'rendered', 'drawn', 'painted', 'composed', 'synthesized', 'synthesised'],
    both: [],
    things: ['image', 'images', 'picture', 'pictures', 'pic', 'pics', 'photo', 'photos', 'artwork', 'artworks', 'illustration', 'illustrations', 'drawing', 'painting', 'render', 'portrait', 'videos', 'song', 'music', 'track', 'voice', 'voiceover', 'animation', 'scene', 'content', 'visual', 'visuals', 'post', 'thumbnail', 'wallpaper', 'media'],
    around: ['this', 'these', 'that', 'all', 'the', 'my', 'both', 'above', 'attached', 'is', 'are', 'was', 'were', 'has been', 'have been', 'with', 'by', 'using', 'in', 'via', 'on', 'and', 'me', 'i', 'we', 'fully', 'entirely', 'completely', '100%', 'partly', 'note', 'disclaimer', 'disclosure', 'edit', 'ps', 'p.s.', 'credit', 'source', 'of', 'help', 'the help of', 'photoshop', 'it', 'it is', "it's", 'please'],
    asks: ['is', 'are', 'was', 'were', 'has', 'have', 'who', 'why', 'how', 'did', 'does', 'do', 'can', 'what'],
  },
  de: {
    machine: ['ki', 'künstlicher intelligenz', 'künstliche intelligenz', 'einer ki', 'ai', 'generativer ki', 'von ki', 'mit ki'],
    made: ['erstellt', 'erstelltes', 'erstellte', 'erzeugt', 'erzeugtes', 'erzeugte', 'generiert', 'generiertes', 'generierte', 'generierter', 'gemacht', 'gemalt', 'gezeichnet', 'produziert', 'komponiert'],
    both: [],
    things: ['bild', 'bilder', 'foto', 'fotos', 'symbolbild', 'grafik', 'illustration', 'kunst', 'kunstwerk', 'zeichnung', 'videos', 'lied', 'song', 'musik', 'stimme', 'titelbild', 'inhalt', 'inhalte', 'beitrag'],
    around: ['das', 'die', 'der', 'dieses', 'diese', 'dieser', 'dies', 'alle', 'mein', 'ist', 'sind', 'wurde', 'wurden', 'von', 'mit', 'durch', 'mithilfe', 'hilfe', 'und', 'ich', 'habe', 'mir', 'komplett', 'vollständig', 'hinweis', 'quelle', 'hier', 'ein', 'eine', 'es'],
    asks: ['ist', 'sind', 'wurde', 'wurden', 'wer', 'warum', 'wie', 'habt', 'hat', 'was'],
  },
  fr: {
    machine: ['ia', "l'ia", 'intelligence artificielle', "l'intelligence artificielle", 'une ia', "d'une ia"],
    made: ['fait', 'faite', 'faites', 'créé', 'créée', 'créées', 'créés', 'généré', 'générée', 'générées', 'générés', 'réalisé', 'réalisée', 'réalisées', 'produit', 'produite'],
    both: [],
    things: ['image', 'images', 'photo', 'photos', 'illustration', 'illustrations', 'dessin', 'vidéo', 'vidéos', 'musique', 'chanson', 'voix', 'visuel', 'visuels', 'contenu', 'montage'],
    around: ['cette', 'ces', 'ce', 'cet', 'la', 'le', 'les', 'mon', 'ma', 'mes', 'est', 'sont', 'a été', 'ont été', 'par', 'avec', 'via', "à l'aide de", "à l'aide d'une", "grâce à", 'et', "j'ai", 'entièrement', 'toutes', 'tous', 'note', 'ici', 'une', 'un', 'moi'],
    asks: ['est ce', 'est-ce', 'qui', 'pourquoi', 'comment'],
  },
  es: {
    machine: ['ia', 'inteligencia artificial', 'la ia', 'una ia', 'la inteligencia artificial'],
    made: ['hecho', 'hecha', 'hechas', 'hechos', 'creado', 'creada', 'creadas', 'creados', 'generado', 'generada', 'generadas', 'generados', 'realizado', 'realizada', 'diseñado', 'diseñada'],
    both: [],
    things: ['imagen', 'imágenes', 'imagenes', 'foto', 'fotos', 'ilustración', 'ilustracion', 'arte', 'dibujo', 'vídeo', 'videos', 'vídeos', 'canción', 'música', 'voz', 'contenido', 'portada', 'obra'],
    around: ['esta', 'este', 'estas', 'estos', 'la', 'el', 'las', 'los', 'mi', 'mis', 'es', 'son', 'fue', 'fueron', 'ha sido', 'han sido', 'está', 'están', 'por', 'con', 'mediante', 'usando', 'y', 'he', 'totalmente', 'nota', 'aviso', 'todas', 'una', 'un', 'ayuda de', 'mí'],
    asks: ['quién', 'cómo', 'por qué', '¿'],
  },
  pt: {
    machine: ['ia', 'inteligência artificial', 'inteligencia artificial', 'a ia', 'uma ia'],
    made: ['feito', 'feita', 'feitas', 'feitos', 'criado', 'criada', 'criadas', 'criados', 'gerado', 'gerada', 'geradas', 'gerados', 'produzido', 'produzida'],
    both: [],
    things: ['imagem', 'imagens', 'foto', 'fotos', 'ilustração', 'arte', 'desenho', 'vídeo', 'vídeos', 'videos', 'música', 'voz', 'conteúdo', 'capa'],
    around: ['esta', 'este', 'estas', 'estes', 'essa', 'esse', 'a', 'o', 'as', 'os', 'minha', 'meu', 'é', 'são', 'foi', 'foram', 'por', 'pela', 'com', 'via', 'usando', 'e', 'eu', 'totalmente', 'nota', 'aviso', 'todas', 'uma', 'um', 'ajuda de', 'ajuda da'],
    asks: ['quem', 'como', 'por que'],
  },
  it: {
    machine: ['ia', "l'ia", 'ai', "l'ai", "un'ia", "un'ai", 'intelligenza artificiale', "l'intelligenza artificiale", "dall'ia", "dall'ai", "dall'intelligenza artificiale"],
    made: ['fatto', 'fatta', 'fatte', 'fatti', 'creato', 'creata', 'create', 'creati', 'generato', 'generata', 'generate', 'generati', 'realizzato', 'realizzata', 'realizzate', 'prodotto', 'prodotta'],
    both: [],
    things: ['immagine', 'immagini', 'foto', 'illustrazione', 'illustrazioni', 'disegno', 'arte', 'opera', 'videos', 'canzone', 'musica', 'voce', 'contenuto', 'copertina'],
    around: ['questa', 'questo', 'queste', 'questi', 'la', 'il', 'le', 'i', 'mia', 'mio', 'è', 'sono', 'stata', 'stato', 'state', 'da', 'con', 'tramite', 'usando', 'e', 'ho', 'interamente', 'nota', 'tutte', "un'", 'un', 'una'],
    asks: ['chi', 'come', 'perché'],
  },
  nl: {
    machine: ['ai', 'kunstmatige intelligentie', 'een ai', 'artificiële intelligentie'],
    made: ['gemaakt', 'gegenereerd', 'gegenereerde', 'gecreëerd', 'getekend', 'geschilderd', 'vervaardigd'],
    both: [],
    things: ['beeld', 'beelden', 'afbeelding', 'afbeeldingen', 'foto', "foto's", 'plaatje', 'illustratie', 'tekening', 'kunst', "video's", 'muziek', 'nummer', 'stem'],
    around: ['dit', 'deze', 'de', 'het', 'mijn', 'is', 'zijn', 'werd', 'werden', 'door', 'met', 'via', 'en', 'ik', 'heb', 'hulp van', 'volledig', 'alle', 'let op', 'een'],
    asks: ['is', 'zijn', 'wie', 'waarom', 'hoe', 'heb'],
  },
  pl: {
    machine: ['ai', 'sztuczną inteligencję', 'sztucznej inteligencji', 'sztuczna inteligencja', 'si'],
    made: ['stworzone', 'stworzony', 'stworzona', 'wygenerowane', 'wygenerowany', 'wygenerowana', 'wykonane', 'zrobione', 'utworzone', 'utworzona'],
    both: [],
    things: ['obraz', 'obrazy', 'obrazek', 'zdjęcie', 'zdjęcia', 'grafika', 'grafiki', 'ilustracja', 'ilustracje', 'wideo', 'film', 'muzyka', 'głos'],
    around: ['ten', 'ta', 'to', 'te', 'jest', 'są', 'został', 'została', 'zostało', 'zostały', 'przez', 'przy', 'pomocy', 'za pomocą', 'z', 'użyciem', 'i', 'moje', 'całkowicie', 'uwaga', 'wszystkie', 'przy użyciu'],
    asks: ['czy', 'kto', 'jak', 'dlaczego'],
  },
  tr: {
    machine: ['yapay zeka', 'yapay zekâ', 'yapay zekayla', 'yapay zekâyla', 'ai'],
    made: ['yapıldı', 'yapılmıştır', 'yapılmış', 'oluşturuldu', 'oluşturulmuştur', 'oluşturulmuş', 'üretildi', 'üretilmiştir', 'üretilmiş', 'hazırlandı', 'hazırlanmıştır', 'çizildi'],
    both: [],
    things: ['görsel', 'görseller', 'resim', 'resimler', 'fotoğraf', 'fotoğraflar', 'çizim', 'videolar', 'müzik', 'şarkı', 'ses', 'içerik'],
    around: ['bu', 'ile', 'tarafından', 'kullanılarak', 'yardımıyla', 've', 'tamamen', 'not', 'tüm', 'bir'],
    asks: ['kim', 'nasıl', 'neden', 'mi', 'mı'],
  },
  ru: {
    machine: ['ии', 'нейросеть', 'нейросетью', 'нейросети', 'нейросетями', 'искусственным интеллектом', 'искусственного интеллекта', 'нейронка', 'нейронкой'],
    made: ['создано', 'создана', 'создан', 'созданы', 'сделано', 'сделана', 'сделаны', 'сгенерировано', 'сгенерирована', 'сгенерирован', 'сгенерированы', 'нарисовано', 'нарисована', 'нарисовала', 'сгенерировал', 'сгенерировала'],
    both: ['нейроарт', 'нейросгенерировано'],
    things: ['изображение', 'изображения', 'картинка', 'картинки', 'картинку', 'фото', 'рисунок', 'иллюстрация', 'арт', 'видео', 'музыка', 'песня', 'голос', 'обложка'],
    around: ['это', 'эта', 'этот', 'эти', 'все', 'моя', 'мой', 'было', 'была', 'были', 'с помощью', 'при помощи', 'с', 'помощью', 'в', 'через', 'и', 'я', 'полностью', 'внимание'],
    asks: ['кто', 'как', 'почему', 'зачем', 'разве'],
  },
  id: {
    machine: ['ai', 'kecerdasan buatan'],
    made: ['dibuat', 'dihasilkan', 'digenerate', 'buatan'],
    both: [],
    things: ['gambar', 'foto', 'ilustrasi', 'karya', 'lagu', 'musik', 'suara', 'konten', 'seni'],
    around: ['ini', 'semua', 'dengan', 'oleh', 'menggunakan', 'pakai', 'bantuan', 'dan', 'saya', 'yang', 'sepenuhnya', 'catatan', 'hasil'],
    asks: ['apakah', 'siapa', 'kenapa', 'bagaimana'],
  },
  ar: {
    machine: ['الذكاء الاصطناعي', 'ذكاء اصطناعي', 'بالذكاء الاصطناعي'],
    made: ['مولدة', 'مولد', 'مصنوعة', 'مصنوع', 'منشأة', 'تم إنشاؤها', 'تم إنشاؤه', 'تم انشاؤها', 'تم توليدها', 'تم توليده', 'صممت', 'تم تصميمها', 'صُممت', 'أُنشئت', 'أنشئت', 'تم صنعها'],
    both: [],
    things: ['صورة', 'الصورة', 'صور', 'الصور', 'فيديو', 'الفيديو', 'رسم', 'لوحة', 'مقطع', 'المقطع', 'صوت'],
    around: ['هذه', 'هذا', 'من', 'بواسطة', 'باستخدام', 'عبر', 'بمساعدة', 'و', 'بالكامل', 'تنويه', 'ملاحظة', 'جميع', 'بتقنية'],
    asks: ['هل', 'من قام', 'كيف', 'لماذا'],
  },
  hi: {
    machine: ['एआई', 'ai', 'कृत्रिम बुद्धिमत्ता', 'आर्टिफिशियल इंटेलिजेंस'],
    made: ['बनाई', 'बनाया', 'बनाई गई', 'बनाया गया', 'बनाए गए', 'निर्मित', 'जनरेटेड', 'जनित', 'तैयार'],
    both: [],
    things: ['तस्वीर', 'तस्वीरें', 'फोटो', 'फ़ोटो', 'चित्र', 'वीडियो', 'इमेज', 'गाना', 'आवाज़'],
    around: ['यह', 'ये', 'इस', 'से', 'द्वारा', 'की', 'का', 'के', 'को', 'है', 'हैं', 'गई', 'गया', 'गए', 'मदद', 'और', 'ने', 'सभी', 'पूरी', 'तरह', 'नोट'],
    asks: ['क्या', 'कौन', 'कैसे', 'क्यों', 'किसने'],
  },
  ja: {
    machine: ['ai', '人工知能', '生成ai', '画像生成ai'],
    made: ['生成', '作成', '作りました', '作った', '作っ', '描きました', '描いた', '制作', '製'],
    both: [],
    things: ['画像', 'イラスト', '絵', '写真', '動画', '音楽', '曲', '作品', 'アート', '音声'],
    around: ['この', 'これ', 'は', 'が', 'を', 'で', 'の', 'に', 'より', 'よる', 'によって', 'された', 'されました', 'しました', 'した', 'した', 'です', 'ます', 'もの', 'すべて', '全て', '使って', '使用', 'して', 'されています', 'しています', 'こちら', '※', 'による', 'も', 'たもの'],
    asks: ['誰', 'なぜ', 'どう'],
  },
  ko: {
    machine: ['ai', '인공지능', '에이아이', '생성형 ai', 'ai로', '인공지능으로', 'ai가'],
    made: ['생성', '생성한', '생성된', '생성했습니다', '생성됨', '생성되었습니다', '제작', '제작한', '제작된', '제작됨', '제작했습니다', '제작되었습니다', '만든', '만들었습니다', '만들었어요', '그린', '그렸습니다'],
    both: [],
    things: ['이미지', '이미지는', '이미지입니다', '그림', '그림은', '그림입니다', '사진', '사진은', '사진입니다', '영상', '영상은', '영상입니다', '음악', '작품', '일러스트', '동영상'],
    around: ['이', '모든', '위', '본', '로', '으로', '를', '을', '사용해', '사용하여', '활용해', '활용하여', '이용해', '이용하여', '이며', '입니다', '제가', '직접', '것입니다', '해당'],
    asks: ['누가', '왜', '어떻게'],
  },
  zh: {
    machine: ['ai', '人工智能', '人工智慧', '生成式ai'],
    made: ['生成', '製作', '制作', '绘制', '繪製', '创作', '創作', '合成', '产生', '產生', '作画', '绘画', '繪圖'],
    both: [],
    things: ['图片', '圖片', '图像', '圖像', '照片', '插图', '插圖', '视频', '視頻', '影片', '音乐', '音樂', '歌曲', '内容', '內容', '画作', '作品', '图', '圖', '封面'],
    around: ['本', '此', '这张', '這張', '该', '該', '以上', '所有', '由', '用', '以', '使用', '通过', '透過', '是', '为', '為', '的', '所', '均', '都', '全部', '我', '配', '含', '请注意', '注', '皆'],
    asks: ['谁', '誰', '为什么', '怎么'],
  },
};

/** With what is the same in every language. */
export function thingsOf({ things }: DisclosureWords): readonly string[] {
  return [...things, ...THINGS_EVERYWHERE];
}
