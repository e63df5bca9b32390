<?xml version="1.0" encoding="UTF-8"?>
<!--
  report.text.xsl: the reading text of a TEI file of tei-tools, one block a line. XSLT 1.0.

  Nothing is added but line breaks, and a tab between the cells of a row. Of a choice what is read is shown, once.
  Numbers stand in the text already. What was discarded is not in the file.
-->
<xsl:stylesheet version="1.0"
                xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:tei="http://www.tei-c.org/ns/1.0">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:strip-space elements="tei:TEI tei:teiCorpus tei:text tei:body tei:div tei:list tei:table tei:row tei:figure"/>

  <xsl:template match="tei:teiHeader | tei:standOff | tei:sic | tei:orig | tei:graphic"/>

  <!-- An empty line between two articles. -->
  <xsl:template match="tei:div[@type = 'article']">
    <xsl:if test="preceding::tei:div[@type = 'article']"><xsl:text>&#10;</xsl:text></xsl:if>
    <xsl:apply-templates/>
  </xsl:template>

  <xsl:template match="tei:head | tei:opener | tei:closer | tei:byline | tei:p | tei:ab | tei:note">
    <xsl:apply-templates/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- The text of an item ends where blocks below it begin. -->
  <xsl:template match="tei:item">
    <xsl:variable name="blocks" select="tei:p | tei:list | tei:table | tei:figure | tei:note | tei:ab"/>
    <xsl:apply-templates select="node()[not(self::tei:p or self::tei:list or self::tei:table or self::tei:figure
                                            or self::tei:note or self::tei:ab)]"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:apply-templates select="$blocks"/>
  </xsl:template>

  <xsl:template match="tei:row">
    <xsl:for-each select="tei:cell">
      <xsl:if test="position() &gt; 1"><xsl:text>&#9;</xsl:text></xsl:if>
      <xsl:apply-templates/>
    </xsl:for-each>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
</xsl:stylesheet>
