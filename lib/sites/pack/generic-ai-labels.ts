import type { NativeAiLabel } from '../adapter.ts';

/**
 * Labels of platforms that are read by the rules for every page. The English words are as their help pages quote them; the
 * others are from memory, and so is where they stand: nobody has looked at the live sites. One that is worded otherwise is
 * not read; none can be written by who posts.
 */
export const GENERIC_AI_LABELS: readonly NativeAiLabel[] = [
  {
    hosts: ['instagram.com', 'facebook.com'],
    label: 'ai-made',
    // What opens the explanation. Names and texts are no buttons there; a name that is, stands in a link or a heading.
    sel: 'header span, header div, [role="button"] span, [role="button"]',
    within: ['header', '[role="button"]'],
    notIn: ['a', 'h1', 'h2', 'h3', 'h4', '[data-ad-preview="message"]', '[data-ad-rendering-role="story_message"]', 'ul'],
    texts: {
      en: ['AI info', 'Made with AI'],
      de: ['KI-Info', 'KI-Infos', 'Mit KI erstellt'],
      fr: ['Infos IA', 'Infos sur l’IA', "Infos sur l'IA"],
      es: ['Información de IA', 'Información sobre IA', 'Info de IA'],
      pt: ['Informações de IA', 'Informações sobre IA', 'Info de IA'],
      it: ["Informazioni sull'IA", 'Informazioni sull’IA', "Info sull'IA"],
      nl: ['AI-info', 'AI-informatie'],
      pl: ['Informacje o AI', 'Informacje o SI'],
      tr: ['Yapay zeka bilgisi', 'Yapay zekâ bilgisi'],
      ru: ['Информация об ИИ'],
      ar: ['معلومات الذكاء الاصطناعي'],
      id: ['Info AI'],
      ja: ['AI情報', 'AI 情報'],
      ko: ['AI 정보'],
      zh: ['AI 信息', 'AI信息', 'AI 資訊', 'AI資訊'],
    },
    verifiedLive: 'never',
  },
  {
    hosts: ['tiktok.com'],
    label: 'ai-made',
    sel: '[class*="aigc" i], [data-e2e*="aigc" i]',
    within: ['[class*="aigc" i]', '[data-e2e*="aigc" i]'],
    notIn: ['a[href*="/@"]', '[data-e2e="video-desc"]'],
    texts: {
      en: ['Creator labeled as AI-generated', 'AI-generated', 'Contains AI-generated media'],
      de: ['Von Creator*in als KI-generiert gekennzeichnet', 'KI-generiert'],
      fr: ['Le créateur a indiqué que le contenu est généré par l’IA', 'Généré par IA', 'Généré par l’IA'],
      es: ['El creador lo etiquetó como generado por IA', 'Generado por IA', 'Generado con IA'],
      pt: ['Criador marcou como gerado por IA', 'Gerado por IA'],
      it: ['Il creator ha indicato che è generato dall’IA', "Generato dall'IA", 'Generato dall’IA'],
      nl: ['Door maker gelabeld als AI-gegenereerd', 'AI-gegenereerd', 'Gegenereerd door AI'],
      pl: ['Twórca oznaczył jako wygenerowane przez AI', 'Wygenerowane przez AI'],
      tr: ['İçerik üreticisi yapay zeka ile üretildiğini belirtti', 'Yapay zeka ile oluşturuldu'],
      ru: ['Автор отметил как созданное ИИ', 'Создано ИИ'],
      ar: ['تم إنشاؤه بواسطة الذكاء الاصطناعي'],
      id: ['Kreator memberi label sebagai buatan AI', 'Buatan AI', 'Dibuat oleh AI'],
      ja: ['クリエイターがAI生成とラベル付け', 'AI生成', 'AI生成コンテンツ'],
      ko: ['크리에이터가 AI 생성으로 표시함', 'AI 생성', 'AI 생성 콘텐츠'],
      zh: ['创作者标注为 AI 生成', 'AI 生成', '创作者标记为 AI 生成', '創作者標示為 AI 生成'],
    },
    verifiedLive: 'never',
  },
];
